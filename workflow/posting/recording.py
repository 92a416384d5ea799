"""What the office writes on a posting: comments it received, what came of them, the signed result.

A comment may be a denunciation. Its words stand in its own row alone, not in the journal; nobody whose own line is on
the list reads or writes any of them.
"""

from collections.abc import Callable
from typing import Any

from dossiers import clock
from dossiers.models import Dossier, StoredFile, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from workflow import engine, journal, rights
from workflow.journal_models import Batch, Entry
from workflow.posting.models import Posting, PostingComment, PostingLine

Work = Callable[[Posting], dict[str, Any]]


def note_comment(
    posting: Posting, *, actor: User, text: str, kind: str, received_on: Any, way: str, by_whom: str = "",
    dossier: Dossier | None = None, key: str | None = None,
) -> list[Entry]:
    """Note what somebody said of the list, or of one line of it; received since it went up, on a day not ahead. Raises
    Refused."""

    def work(row: Posting) -> dict[str, Any]:
        if received_on > clock.today():
            raise Refused(general=[rights.incomplete("Ngày nhận ý kiến còn ở phía trước.", mend="Sửa ngày nhận")])
        if received_on < row.from_on:
            told = f"Danh sách chỉ công khai từ ngày {row.from_on:%d/%m/%Y}, sau ngày nhận đã ghi."
            raise Refused(general=[rights.incomplete(told, mend="Sửa ngày nhận")])
        if dossier is not None and not row.lines.filter(dossier=dossier).exists():
            raise Refused(general=[rights.incomplete("Hồ sơ này không có trong danh sách.", mend="Chọn hồ sơ khác")])
        PostingComment.objects.create(
            posting=row, dossier=dossier, kind=kind, received_on=received_on, way=way, by_whom=by_whom.strip(),
            text=text.strip(), recorded_by=actor, recorded_at=clock.now(),
        )
        return {"comments": row.comments.count()}

    content = {"text": text, "kind": kind, "received_on": received_on, "dossier": dossier and dossier.pk}
    return _within("note_comment", posting, work, actor=actor, key=key, content=content, about=dossier)


def answer_comment(comment: PostingComment, *, actor: User, answer: str, key: str | None = None) -> list[Entry]:
    """Note what came of a comment; once. Raises Refused."""

    def work(row: Posting) -> dict[str, Any]:
        fresh = PostingComment.objects.select_for_update().get(pk=comment.pk)
        if fresh.answered_at is not None:
            raise Refused(general=[rights.too_late("Ý kiến này đã có kết quả xem xét.")])
        if not answer.strip():
            raise Refused(general=[rights.incomplete("Chưa ghi kết quả xem xét.", mend="Ghi kết quả xem xét")])
        fresh.answer, fresh.answered_by, fresh.answered_at = answer.strip(), actor, clock.now()
        fresh.save(update_fields=["answer", "answered_by", "answered_at"])
        return {}

    content = {"comment": comment.pk, "answer": answer}
    return _within("answer_comment", comment.posting, work, actor=actor, key=key, content=content)


def keep_result(posting: Posting, *, scan: StoredFile, name: str, actor: User, key: str | None = None) -> list[Entry]:
    """Attach the signed result to an ended posting, in place of an earlier one. Raises Refused."""

    def work(row: Posting) -> dict[str, Any]:
        if row.closed_at is None:
            raise Refused(general=[rights.too_late("Danh sách này còn đang công khai.")])
        row.scan, row.scan_name = scan, name[:255]
        return {"scan": scan.sha256, "file": row.scan_name}

    content = {"scan": scan.sha256, "name": name}
    return _within(
        "keep_posting_result", posting, work, actor=actor, key=key, content=content, also=("scan", "scan_name")
    )


def close(
    posting: Posting, dossiers: list[Dossier], *, actor: User, result: str = "", scan: StoredFile | None = None,
    scan_name: str = "", key: str | None = None,
) -> list[Entry]:
    """End the posting of these lines; when none is left the list is ended with its result. Raises Refused (timing while
    the least period runs; papers while what was said of a line has not been considered)."""
    facts: dict[str, Any] = {"result": result.strip()} if result.strip() else {}
    if scan is not None:
        facts |= {"scan": scan, "scan_name": scan_name}
    return engine.perform("close_posting", dossiers, actor=actor, key=key, **facts)


def has_own_line(user: User, posting: Posting) -> bool:
    """Whether this person is proposed on the list."""
    return PostingLine.objects.filter(posting=posting, dossier__nominee__user=user).exists()


def _within(
    deed: str, posting: Posting, work: Work, *, actor: User, key: str | None, content: dict[str, Any],
    also: tuple[str, ...] = (), about: Dossier | None = None,
) -> list[Entry]:
    def run(batch: Batch) -> None:
        if about is not None:  # a row that names a dossier waits for who holds it, so it goes before the list
            engine.lock_dossiers([about.pk])
        row = Posting.objects.select_for_update(of=("self",)).select_related("body").get(pk=posting.pk)
        right = rights.require(actor, deed, [Role.OFFICE], body=row.body)
        if has_own_line(actor, row):
            text = "Danh sách này có hồ sơ của chính bạn: người khác ghi, xem xét ý kiến."
            raise Refused(general=[rights.not_yours(text)])
        facts = work(row)
        journal.write(
            batch, [row], act=deed, actor=actor, at=clock.now(), role=right.role, on_behalf=right.on_behalf,
            body_id=row.body_id, facts=facts, also=also,
        )

    return engine.transact(deed, run, actor=actor, key=key, content={"posting": posting.pk, **content})
