"""Every address as every person: never an error, never a word that is not theirs to read, never English or a code.

Addresses are taken from the site's own table; one that nobody taught this test to fill in fails it.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import F, Model
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dossiers.documents.kinds import DocumentKind
from dossiers.models import Dossier, HandIn, Paper, Season, Unit, User
from dossiers.models.saved import SavedFilter
from dossiers.views.exports import _listings as LISTINGS
from dossiers.vocabulary import HandInOrigin, State
from notifications.models import Delivery, Hold, Subscriber
from notifications.table import TABLE
from notifications.unsubscribing import unsubscribe_url
from tests.stories.test_every_link import FOREIGN
from tests.walking import browser, read
from tests.whole_world import WholeWorld, whole_world
from workflow.flows.models import Correction, Procedure
from workflow.jobs.models import Job
from workflow.judging import ACTS
from workflow.models import (
    Addressee,
    AgendaItem,
    Answer,
    Consultation,
    Decision,
    Enquiry,
    Entry,
    Invitation,
    Posting,
    PostingComment,
    Session,
)
from workflow.views.process import LIFE, SLUGS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FEW = 2  # rows of a kind whose addresses are tried
ADMIN = "admin"
LIKE_ANOTHER = ("deputy", "appraiser")  # as decider and head of the office, who are tried
APART = ("/dang-xuat/", "/healthz")  # ends the walk; says how the installation is, not who reads
Row = dict[str, Any]


def pks(rows: Any, name: str = "pk") -> list[Row]:
    return [{name: pk} for pk in rows.order_by("pk").values_list("pk", flat=True)[:FEW]]


def rows_of(model: type[Model]) -> Any:
    return lambda: pks(model._default_manager.all())


def of_each_state() -> list[Row]:
    found = dict(Dossier.objects.order_by("-pk").values_list("state", "code"))
    foreign = Dossier.objects.exclude(unit__code="P01").values_list("code", flat=True)
    return [{"code": code} for code in (*found.values(), *foreign)]


def acts() -> list[Row]:
    held = Dossier.objects.filter(state=State.ON_HOLD).values_list("code", flat=True)[:1]
    return [{"code": code, "act": act} for code in held for act in ACTS]


def hand_ins() -> list[Row]:
    ours = HandIn.objects.order_by("unit__code", "submitted_at")
    foreign = HandIn.objects.filter(unit__code="P02")
    return [{"pk": pk} for pk in [*ours.values_list("pk", flat=True)[:FEW], *foreign.values_list("pk", flat=True)]]


def drafts_too() -> list[Row]:
    found = Dossier.objects.filter(state=State.DRAFT) | Dossier.objects.filter(unit__code="P02")
    return [{"pk": pk} for pk in found.values_list("pk", flat=True)]


def tasks() -> list[Row]:
    rows = Procedure.objects.order_by("pk").values_list("pk", "task__pk")[:FEW]
    return [{"process_pk": process, "task_pk": task} for process, task in rows if task]


def units() -> list[Row]:
    return [{"unit_code": code} for code in ("STP", "P01", "KHONG")]


def notes() -> list[Row]:
    return [{"pk": 1, "process_pk": pk} for pk in Procedure.objects.values_list("pk", flat=True)[:FEW]]


def comments() -> list[Row]:
    return [{"pk": row.posting_id, "comment_pk": row.pk} for row in PostingComment.objects.all()]


def tokens() -> list[Row]:
    letters = [unsubscribe_url(User.objects.order_by("pk")[0], kind) for kind in ("news", "work")]
    return [{"token": token} for token in (*(each.rstrip("/").rpartition("/")[2] for each in letters), "khong-co")]


# by the first that fits the name of the address
FILL: tuple[tuple[str, Any], ...] = (
    (r"^(dossier|dossier_.*|extend_one|own_report|why_not|revocation_new|next_.*)$", of_each_state),
    (r"^act$", acts),
    (r"^hand_in_paper$", lambda: [row | {"kind": kind} for row in hand_ins() for kind in DocumentKind.values[:3]]),
    (
        r"hand_in|line_add|paper_add|meeting|grid|last_year|paste|lay_before|approve|paper_check|result_notice|ask_own",
        hand_ins,
    ),
    (r"^line_", drafts_too),
    (r"^paper_file$", rows_of(Paper)),
    (r"^(season|invite$)", rows_of(Season)),
    (r"^invitation_", rows_of(Invitation)),
    (r"^process_", lambda: [{"slug": slug} for slug in (LIFE, *SLUGS.values(), "khong-co")]),
    (r"^comment_answer$", comments),
    (r"^posting|^comment_add$", rows_of(Posting)),
    (r"^public_postings$", lambda: [{"code": code} for code in ("stp", "P01", "khong")]),
    (r"^(session_new|decision_new|summary.*|appraisal_paper|reasons)$", units),
    (r"^pool$", lambda: [{"unit_code": "STP", "state": state} for state in (*State.values, "khong-co")]),
    (r"^session_line$", lambda: list(AgendaItem.objects.values("position", pk=F("session"))[:FEW])),
    (r"^note_", notes),
    (r"^session|^minutes|^ballot_paper", rows_of(Session)),
    (r"^(decision|revocation)_?", rows_of(Decision)),
    (r"^consultation_(answer|record)$", rows_of(Addressee)),
    (r"^answer_scan$", rows_of(Answer)),
    (r"^consultation", rows_of(Consultation)),
    (r"^enquiry_new$", units),
    (r"^enquiry|^reply_paper$", rows_of(Enquiry)),
    (r"^procedure$", tasks),
    (r"^(work|claim|mend)$", lambda: pks(Procedure.objects, "process_pk")),
    (r"^job", rows_of(Job)),
    (r"^results", lambda: [{"year": year} for year in (*Season.objects.values_list("year", flat=True), 1999)]),
    (r"^correction", rows_of(Correction)),
    (r"^original_template$", lambda: [{"kind": kind} for kind in (*DocumentKind.values, "khong-co")]),
    (r"^saved_filter", rows_of(SavedFilter)),
    (r"^(export|printed)$", lambda: [{"name": name} for name in (*LISTINGS, "khong-co")]),
    (r"^calendar_paper$", lambda: [{"day": day} for day in ("2026-01-02", "khong-co")]),
    (r"^read$", rows_of(Delivery)),
    (r"^subscriber", rows_of(Subscriber)),
    (r"^feed$", lambda: [{"secret": "khong-co"}]),
    (r"^(hold|release)$", rows_of(Hold)),
    (r"^table_row$", lambda: [{"act": act} for act in (*TABLE, "khong-co")]),
    (r"^unsubscribe$", tokens),
    (r"^help$", lambda: [{"slug": "don-vi"}, {"slug": "khong-co"}]),
)


def patterns(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name with its name space, pattern) of every address but the configuration's."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            if each.name:
                yield f"{space}:{each.name}".lstrip(":"), each
        elif each.namespace != ADMIN:
            yield from patterns(each, each.namespace or space)


def addresses() -> list[str]:
    found = []
    for name, pattern in patterns():
        asked = set(pattern.pattern.converters)
        rows: list[Row] = [{}] if not asked else _filled(name.rpartition(":")[2], asked)
        found += [reverse(name, kwargs=row) for row in rows]
    return list(dict.fromkeys(found))


def _filled(name: str, asked: set[str]) -> list[Row]:
    for words, fill in FILL:
        if re.search(words, name):
            return [{key: row[key] for key in asked} for row in fill() if asked <= set(row)]
    pytest.fail(f"no one taught this test the rows of {name} ({', '.join(sorted(asked))})")


@pytest.fixture
def whole() -> WholeWorld:
    return whole_world()


def test_every_kind_of_address_has_rows_to_try(whole):
    empty = {name for name, pattern in patterns() if pattern.pattern.converters
             and not _filled(name.rpartition(":")[2], set(pattern.pattern.converters))}
    assert empty == set()


def test_nobody_meets_an_error_english_or_what_is_not_theirs(whole):
    assert Dossier.objects.filter(hand_in__origin=HandInOrigin.UNIT, unit__code="P02").count() == 2
    assert Unit.objects.filter(code="P02").exists()
    found: list[str] = []
    for name, user in whole.people.items():
        if name in LIKE_ANOTHER:
            continue
        client = browser(user)
        client.raise_request_exception = False
        for address in addresses():
            if address not in APART:
                found += _complaints(name, address, client.get(address), whole.hidden_from[name])
    assert found == []


def _complaints(name: str, address: str, answer: HttpResponse, hidden: tuple[str, ...]) -> list[str]:
    if answer.status_code not in (200, 301, 302, 403, 404, 405, 409):
        return [f"{name} {address}: {answer.status_code}"]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = _words_in(body)
    found = [f"{name} {address}: shows '{word}'" for word in hidden if word in text]
    if "html" in answer.get("Content-Type", "") and answer.status_code == 200:
        said = {word for piece in read(text).words for word in FOREIGN.findall(piece)}
        found += [f"{name} {address}: says '{word}'" for word in sorted(map(str, said))]
    return found


def _words_in(body: bytes) -> str:
    """The text of a page, or of every part of a workbook or document."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(part).decode(errors="ignore") for part in archive.namelist())
    return body.decode(errors="ignore")


def test_a_stranger_who_posts_everywhere_changes_nothing(whole):
    client = browser(whole.people["stranger"])
    client.raise_request_exception = False
    before = _standing()
    answers = {address: client.post(address, {"key": "k", "reason": "x" * 30}).status_code
               for address in addresses() if address not in APART}
    assert {address: code for address, code in answers.items() if code >= 500} == {}
    assert _standing() == before


def _standing() -> tuple[Any, ...]:
    return (
        Entry.objects.count(), HandIn.objects.count(), Paper.objects.count(), Season.objects.count(),
        sorted(Dossier.objects.values_list("pk", "state", "nominee_name", "achievement")),
    )
