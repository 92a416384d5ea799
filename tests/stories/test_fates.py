"""Whole lives through the services, one dossier each: what the journal tells, who did it, where it rests."""

from datetime import date

import pytest

from config.rehearsal import play
from config.rehearsal.rehearsing import set_stage
from config.rehearsal.scenario import Body, Fate, Figures, Nomination, ProposingUnit, Scenario, SeasonPlan, Seat
from config.rehearsal.stage import Stage
from dossiers.models import Dossier, RegisterEntry
from dossiers.vocabulary import Level, Nature, ProcedureType, State, Subject
from notifications import outbox
from workflow import journal, reconcile
from workflow.models import Decision, Entry, Procedure

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("catalogue")]

BODIES = (
    Body("S", "Sở Mẫu", Level.DEPARTMENT, "Giám đốc", "Văn phòng Sở", parent="U", members=5),
    Body("U", "Ủy ban Mẫu", Level.PROVINCE, "Chủ tịch", "Sở Nội vụ", parent="C", members=5),
    Body("C", "Trung ương Mẫu", Level.CENTRAL, "Thủ tướng", external=True),
)
TO_COUNCIL = ["receive", "clear", "table"]
SIGNED = ["endorse", "send_for_signature", "sign"]
UP = ["submit", *TO_COUNCIL, *SIGNED, "forward"]


def story(
    fate: Fate, *, award: str = "GK_SO", decided_by: str = "S", at: str | None = None, nominee: Seat | None = None,
    simplified: bool = False,
) -> tuple[Stage, Dossier]:
    """Play one dossier of this fate; afterwards every truth of the house must hold."""
    line = Nomination(
        number=0, award=award, subject=Subject.INDIVIDUAL, count=1, units=("P",), decided_by=decided_by, people=0,
        fate=fate, at=at, nominee=nominee,
    )
    procedure = ProcedureType.SIMPLIFIED if simplified else ProcedureType.REGULAR
    scenario = Scenario(
        title="Một hồ sơ", season=SeasonPlan(2024, procedure, opens=date(2024, 1, 15)), as_of=date(2024, 9, 4),
        bodies=BODIES, units=(ProposingUnit("P", "Phòng Mẫu", "S", 6),), authority=(), nominations=(line,),
        attempts=(), expect=Figures(),
    )
    stage = set_stage(scenario, Nature.REAL, "thu", lambda done, total: None)
    with outbox.recorder():
        play.play(stage)
    assert stage.stuck == []
    assert (list(reconcile.breaches()), list(journal.faults())) == ([], [])
    return stage, Dossier.objects.get()


def acts(dossier: Dossier) -> list[str]:
    return list(Entry.objects.filter(dossier=dossier).order_by("seq").values_list("act", flat=True))


def by_role(dossier: Dossier) -> list[tuple[str, str]]:
    return list(Entry.objects.filter(dossier=dossier).order_by("seq").values_list("act", "role"))


AT_THE_SO = [
    (Fate.GRANTED, State.GRANTED, ["submit", *TO_COUNCIL, *SIGNED, "issue"]),
    (Fate.RETURNED, State.GRANTED,
     ["submit", "receive", "return_for_correction", "resubmit", "clear", "table", *SIGNED, "issue"]),
    (Fate.HELD, State.GRANTED, ["submit", "receive", "hold", "release", "clear", "table", *SIGNED, "issue"]),
    (Fate.TURNED_DOWN, State.REFUSED, ["submit", *TO_COUNCIL, "turn_down", "refuse"]),
    (Fate.TAKEN_UP, State.GRANTED,
     ["submit", *TO_COUNCIL, "turn_down", "take_up", "send_for_signature", "sign", "issue"]),
    (Fate.REFUSED, State.REFUSED, ["submit", *TO_COUNCIL, "endorse", "send_for_signature", "refuse"]),
    (Fate.INELIGIBLE, State.INELIGIBLE, ["submit", "receive", "propose_ineligible", "declare_ineligible"]),
    (Fate.WITHDRAWN, State.WITHDRAWN, ["submit", "receive", "withdraw"]),
    (Fate.REVOKED, State.REVOKED, ["submit", *TO_COUNCIL, *SIGNED, "issue", "revoke"]),
    (Fate.PENDING, State.APPRAISING, ["submit", "receive"]),
]


@pytest.mark.parametrize(("fate", "state", "told"), AT_THE_SO)
def test_a_life_at_the_so(fate, state, told):
    _, dossier = story(fate)
    assert (dossier.state, acts(dossier)) == (state, told)


def test_each_step_is_done_by_whom_the_process_names():
    _, dossier = story(Fate.TAKEN_UP)
    assert by_role(dossier) == [
        ("submit", "unit_head"), ("receive", "office"), ("clear", "appraiser"), ("table", "secretary"),
        ("turn_down", "chair"), ("take_up", "decider"), ("send_for_signature", "office"), ("sign", "decider"),
        ("issue", "clerk"),
    ]


ABOVE = [
    (Fate.GRANTED, None, State.GRANTED, [*UP, *TO_COUNCIL, *SIGNED, "issue"]),
    (Fate.RETURNED, "U", State.GRANTED,
     [*UP, "receive", "return_for_correction", "resubmit", "clear", "table", *SIGNED, "issue"]),
    (Fate.HELD, "U", State.GRANTED, [*UP, "receive", "hold", "release", "clear", "table", *SIGNED, "issue"]),
    (Fate.TURNED_DOWN, "S", State.REFUSED, ["submit", *TO_COUNCIL, "turn_down", "refuse"]),
    (Fate.REFUSED, "U", State.REFUSED, [*UP, *TO_COUNCIL, "endorse", "send_for_signature", "refuse"]),
    (Fate.REVOKED, None, State.REVOKED, [*UP, *TO_COUNCIL, *SIGNED, "issue", "revoke"]),
    (Fate.PENDING, "U", State.APPRAISING, [*UP, "receive"]),
]


@pytest.mark.parametrize(("fate", "at", "state", "told"), ABOVE)
def test_a_life_through_two_bodies(fate, at, state, told):
    _, dossier = story(fate, award="BK_TINH", decided_by="U", at=at)
    assert (dossier.state, acts(dossier)) == (state, told)


OUT = ["submit", *TO_COUNCIL, *SIGNED, "send_out"]


@pytest.mark.parametrize(
    ("fate", "state", "after"),
    [
        (Fate.GRANTED, State.GRANTED, ["record_grant"]),
        (Fate.REFUSED, State.REFUSED, ["record_refusal"]),
        (Fate.HELD, State.GRANTED, ["hold", "release", "record_grant"]),
        (Fate.PENDING, State.WITH_HIGHER_BODY, []),
    ],
)
def test_a_life_that_ends_outside(fate, state, after):
    _, dossier = story(fate, award="BK_TTG", decided_by="C")
    assert (dossier.state, acts(dossier)) == (state, [*OUT, *after])


def test_a_return_from_above_comes_back_to_who_asked():
    stage, dossier = story(Fate.RETURNED, award="BK_TINH", decided_by="U", at="U")
    asked, answered = Entry.objects.filter(dossier=dossier, act__in=["return_for_correction", "resubmit"])
    assert asked.body == answered.body == stage.cast.bodies["U"]
    assert answered.actor == stage.cast.heads["P"]
    assert (dossier.return_count, dossier.papers.filter(replaced=True).count()) == (1, 1)


def test_a_revoked_award_stays_in_the_register_and_says_so():
    _, dossier = story(Fate.REVOKED)
    entry = RegisterEntry.objects.get()
    revocation = Decision.objects.get(kind="revocation")
    assert (entry.dossier, entry.revoked_on) == (dossier, revocation.dated)


def test_the_simplified_procedure_goes_past_the_council():
    _, dossier = story(Fate.GRANTED, simplified=True)
    assert acts(dossier) == ["submit", "receive", "clear", "send_for_signature", "sign", "issue"]
    assert not Procedure.objects.filter(kind="council").exists()


@pytest.mark.parametrize(
    ("fate", "act"), [(Fate.TAKEN_UP, "take_up"), (Fate.TURNED_DOWN, "refuse"), (Fate.REFUSED, "refuse")]
)
def test_the_deputy_answers_for_the_deciders_own_line(fate, act):
    stage, dossier = story(fate, nominee=Seat.DECIDER)
    entry = Entry.objects.get(dossier=dossier, act=act)
    assert (entry.actor, entry.role) == (stage.officers("S").deputy, "deputy")


def test_nobody_ever_waits_at_a_desk_of_nobody():
    """Every desk a life stood at had somebody who could act there."""
    stage, dossier = story(Fate.GRANTED, award="BK_TINH", decided_by="U")
    actors = set(Entry.objects.filter(dossier=dossier).values_list("actor__full_name", flat=True))
    assert len(actors) == 9  # the unit head; at each body appraiser, secretary, decider (who chairs), văn thư
    assert all(not procedure.open for procedure in Procedure.objects.all())
