"""Every text of the table, filled from papers on which everything is written that may not be said: it says none."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from django.db.models import CharField, JSONField, Model, TextField

from dossiers import clock
from dossiers.models import Dossier
from notifications import compose as composing
from notifications import gathering
from notifications.audiences import Event
from notifications.channels import email, zalo
from notifications.compose import Line, Section, compose
from notifications.models import Delivery
from notifications.table import TABLE, Tell
from tests.whole_world import whole_world
from workflow.models import (
    AgendaItem,
    Batch,
    Consultation,
    Decision,
    DecisionItem,
    Duty,
    Enquiry,
    Entry,
    Invitation,
    Posting,
)

SECRET = "Khuất Văn Kín bị kỷ luật, 3/5 phiếu thuận"
TEXTS = Path(composing.__file__).parent / "templates" / "notifications"
MAY_BE_NAMED = {"count", "unit", "body", "state", "paper", "what", "until", "missing", "days"}
# What a message names of each paper; everything else that is written on it stays on its page.
NAMED = {
    "dossier": ("code", "state", "desk_role", "unit_name", "due_basis", "due_citation"),
    "session": ("title", "place"), "season": ("title",), "posting": ("title", "code"),
    "decision": ("kind", "symbol", "full_number"), "consultation": ("number", "code"),
    "enquiry": ("number", "code", "sender"), "hand_in": ("code",), "invitation": (), "duty": ("kind",), "entry": (),
}


def test_a_text_can_name_nothing_else():
    named = {
        (file.stem, word)
        for file in (TEXTS / "messages").iterdir()
        for said in re.findall(r"\{\{(.*?)\}\}|\{%(.*?)%\}", file.read_text())
        for word in re.findall(r"\b[a-z_]+\b", re.sub(r"[\"'].*?[\"']", "", "".join(said)))
    }
    words = {"if", "elif", "else", "endif", "and", "or", "not", "lower", "default"}
    assert {(text, word) for text, word in named if word not in MAY_BE_NAMED | words} == set()
    assert {field.name for field in fields(Section)} == {"text", "lines", "past", "most"} | MAY_BE_NAMED - {
        "count", "unit", "body", "state",
    }
    assert {field.name for field in fields(Line)} >= {"code", "award", "unit", "body", "state", "due", "paper"}
    assert not {field.name for field in fields(Line)} & {"name", "nominee", "reason", "votes", "entry", "dossier"}


@pytest.mark.django_db
def test_no_text_of_any_act_says_what_only_the_page_may_say():
    world = whole_world().world
    papers = {name: written_over(paper, NAMED[name]) for name, paper in every_paper(world).items()}
    papers["dossier"].nominee.name = papers["dossier"].nominee_name = SECRET
    said = {(act, tell.text): letters(act, tell, papers, world.head) for act, row in TABLE.items() for tell in row}
    assert len(said) > 120
    assert {key for key, text in said.items() for word in words_of(SECRET) if word in text} == set()
    assert {key for key, text in said.items() if f"– {papers['dossier'].code}: " not in text} == set()


def every_paper(world) -> dict[str, Model]:
    dossier = Dossier.objects.select_related("award", "unit", "body", "season", "nominee", "hand_in").filter(
        pk__in=DecisionItem.objects.values("dossier")
    )[0]
    return {
        "dossier": dossier, "session": AgendaItem.objects.select_related("session").latest("pk").session,
        "decision": Decision.objects.exclude(number=None)[0], "season": world.season, "hand_in": dossier.hand_in,
        "posting": Posting.objects.latest("pk"), "consultation": Consultation.objects.latest("pk"),
        "invitation": Invitation.objects.latest("pk"), "enquiry": Enquiry.objects.latest("pk"),
        "duty": Duty.objects.latest("pk"),
    }


def written_over(paper: Model, named: tuple[str, ...]) -> Model:
    """The paper with the secret in every field that is text, but for what a message names; not saved."""
    for field in paper._meta.concrete_fields:
        if field.name in named or field.choices:
            continue
        if isinstance(field, CharField | TextField):
            setattr(paper, field.name, SECRET)
        elif isinstance(field, JSONField) and field.name != "route":
            setattr(paper, field.name, {"votes": SECRET, "reason": SECRET})
    return paper


def letters(act: str, tell: Tell, papers: dict[str, Model], user) -> str:
    """Everything that leaves about it: of the dossier, of the paper alone, and of both."""
    return "\n".join(
        each for event in events(act, papers) for each in sent(gathering._told(user, {tell: [event]}), user)
    )


def events(act: str, papers: dict[str, Model]) -> Iterator[Event]:
    about = {"votes": SECRET, "reason": SECRET, "choices": {"1": SECRET}, "missing": SECRET, "restricted": SECRET}
    facts = about | {"due": clock.now().isoformat(), "due_at": clock.now().isoformat(), "step": "-2"}
    entry = written_over(Entry(subject_kind="dossier", subject_id=1), ("act", "subject_kind", "to_state", "role"))
    entry.act, entry.facts = act, facts
    yield Event(entry, **papers)
    alone = {name: paper for name, paper in papers.items() if name in ("dossier", "decision")}
    yield Event(entry, **alone)
    other = written_over(Entry(subject_kind="posting", subject_id=1), ("act", "subject_kind", "to_state", "role"))
    other.act, other.facts = act, facts
    without = {name: paper for name, paper in papers.items() if name not in ("dossier", "duty")}
    yield Event(other, **without)


def sent(told: gathering.Told, user) -> Iterator[str]:
    message = compose([part.section for part in told.parts])
    row = Delivery(
        user=user, batch=Batch(pk=1), channel="email", subject=message.subject, body=message.body, link=told.link,
        thread=told.thread, message_id="<vinhdanh.1@localhost>", kind="news",
    )
    letter = email.letter(row)
    yield str(letter.message().items())
    yield letter.body
    yield letter.alternatives[0].content
    yield zalo.text(row)


def words_of(secret: str) -> list[str]:
    return [secret, "Khuất Văn Kín", "kỷ luật", "phiếu thuận"]
