"""The scan of the signed and stamped paper: it often comes after the issue. The journal keeps the hash of every one."""

from dossiers import clock
from dossiers.models import StoredFile, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from workflow import engine, rights
from workflow.decisions import drafts, papers
from workflow.decisions.models import Decision, DecisionStatus
from workflow.journal_models import Batch, Entry

STAMPED = (DecisionStatus.SIGNED, DecisionStatus.ISSUED)


def attach(decision: Decision, *, scan: StoredFile, name: str, actor: User, key: str | None = None) -> list[Entry]:
    """Attach `scan` under the file name `name` to a numbered paper, in place of an earlier one. Raises Refused."""

    def work(batch: Batch) -> None:
        paper = papers.locked(decision)
        if paper.status not in STAMPED or paper.number is None:
            raise Refused(general=[rights.too_late("Chỉ đính kèm bản quét cho văn bản đã ký và cấp số.")])
        right = rights.require(actor, "attach_scan", [Role.CLERK], body=paper.body)
        paper.scan, paper.scan_name = scan, name[:255]
        drafts.tell(
            paper, "attach_scan", batch=batch, actor=actor, at=clock.now(), role=right.role, on_behalf=right.on_behalf,
            also=["scan", "scan_name"], scan=scan.sha256, file=paper.scan_name,
        )

    content = {"decision": decision.pk, "scan": scan.sha256, "name": name}
    return engine.transact("attach_scan", work, actor=actor, key=key, content=content)
