"""The life a fate means: acts in order, the states passed, the moment for an attempt."""

import pytest

from config.rehearsal import plan
from config.rehearsal.plan import Step, Way, place_of, states, steps, way_of, window
from config.rehearsal.scenario import Fate, Nomination
from dossiers.vocabulary import Subject

TWO = Way(("S", "U"))
OUTSIDE = Way(("S",), "U")
TO_COUNCIL = ["receive", "clear", "table"]
SIGNED = ["endorse", "send_for_signature", "sign"]


def line(fate: Fate, *, at: str | None = None, decided_by: str = "U") -> Nomination:
    return Nomination(
        number=0, award="A", subject=Subject.INDIVIDUAL, count=1, units=("P",), decided_by=decided_by, people=0,
        fate=fate, at=at,
    )


def acts(fate: Fate, *, at: str | None = None, way: Way = TWO, simplified: bool = False) -> list[str]:
    return [step.act for step in steps(line(fate, at=at), way, simplified=simplified)]


def test_a_granted_dossier_passes_every_body_of_its_way():
    assert steps(line(Fate.GRANTED), TWO, simplified=False) == (
        Step("submit", "S"), Step("receive", "S"), Step("clear", "S"), Step("table", "S"), Step("endorse", "S"),
        Step("send_for_signature", "S"), Step("sign", "S"), Step("forward", "S"), Step("receive", "U"),
        Step("clear", "U"), Step("table", "U"), Step("endorse", "U"), Step("send_for_signature", "U"),
        Step("sign", "U"), Step("issue", "U"),
    )


AT_S = ["submit", *TO_COUNCIL, *SIGNED, "forward"]
ON_U = [*TO_COUNCIL, *SIGNED, "issue"]
MENDED = ["receive", "return_for_correction", "resubmit", "clear", "table"]
PAUSED = ["receive", "hold", "release", "clear", "table"]
FATES = [
    (Fate.RETURNED, "S", ["submit", *MENDED, *SIGNED, "forward", *ON_U]),
    (Fate.RETURNED, None, [*AT_S, *MENDED, *SIGNED, "issue"]),
    (Fate.HELD, "S", ["submit", *PAUSED, *SIGNED, "forward", *ON_U]),
    (Fate.TURNED_DOWN, "S", ["submit", *TO_COUNCIL, "turn_down", "refuse"]),
    (Fate.TURNED_DOWN, None, [*AT_S, *TO_COUNCIL, "turn_down", "refuse"]),
    (Fate.TAKEN_UP, None, [*AT_S, *TO_COUNCIL, "turn_down", "take_up", "send_for_signature", "sign", "issue"]),
    (Fate.REFUSED, None, [*AT_S, *TO_COUNCIL, "endorse", "send_for_signature", "refuse"]),
    (Fate.INELIGIBLE, None, [*AT_S, "receive", "propose_ineligible", "declare_ineligible"]),
    (Fate.WITHDRAWN, "S", ["submit", "receive", "withdraw"]),
    (Fate.REVOKED, None, [*AT_S, *ON_U, "revoke"]),
    (Fate.PENDING, "S", ["submit", "receive"]),
    (Fate.PENDING, None, [*AT_S, "receive"]),
]


@pytest.mark.parametrize(("fate", "at", "expected"), FATES)
def test_each_fate_strikes_where_the_line_says(fate, at, expected):
    assert acts(fate, at=at) == expected


SENT_OUT = ["submit", *TO_COUNCIL, *SIGNED, "send_out"]


@pytest.mark.parametrize(
    ("fate", "after"),
    [
        (Fate.GRANTED, ["record_grant"]), (Fate.REFUSED, ["record_refusal"]), (Fate.TURNED_DOWN, ["record_refusal"]),
        (Fate.TAKEN_UP, ["record_grant"]), (Fate.HELD, ["hold", "release", "record_grant"]), (Fate.PENDING, []),
    ],
)
def test_a_body_outside_tells_only_its_outcome(fate, after):
    assert acts(fate, way=OUTSIDE) == [*SENT_OUT, *after]


@pytest.mark.parametrize("fate", [Fate.RETURNED, Fate.INELIGIBLE, Fate.WITHDRAWN])
def test_what_only_an_office_of_ours_can_do_happens_at_the_last_body_inside(fate):
    assert place_of(line(fate), OUTSIDE) == "S"


def test_the_simplified_procedure_has_no_council():
    assert acts(Fate.GRANTED, way=Way(("U",)), simplified=True) == [
        "submit", "receive", "clear", "send_for_signature", "sign", "issue",
    ]


def test_a_way_ends_with_the_first_body_outside():
    assert way_of(["S", "U", "C"], ["U", "C"]) == Way(("S",), "U")
    assert way_of(["S", "U"], []) == Way(("S", "U"), None)


def test_states_follow_the_process_table():
    life = steps(line(Fate.HELD, at="S"), Way(("S",)), simplified=False)
    assert states(life) == [
        "draft", "submitted", "appraising", "on_hold", "appraising", "awaiting_council", "in_council", "endorsed",
        "awaiting_signature", "signed", "granted",
    ]


@pytest.mark.parametrize(
    ("fate", "act", "step"),
    [
        (Fate.GRANTED, "submit", 0),
        (Fate.GRANTED, "sign", 6),
        (Fate.GRANTED, "withdraw", 1),
        (Fate.GRANTED, "revoke", 7 + 1),  # it rests in a state from which the act is legal
        (Fate.INELIGIBLE, "declare_ineligible", 3),  # the proposal is open by then
        (Fate.WITHDRAWN, "sign", None),
        (Fate.PENDING, "clear", 2),
    ],
)
def test_an_attempt_is_made_when_its_work_is_ready(fate, act, step):
    assert window(steps(line(fate, at="U"), Way(("U",)), simplified=False), act) == step


@pytest.mark.parametrize(
    ("fate", "act", "body"),
    [(Fate.GRANTED, "issue", "U"), (Fate.GRANTED, "forward", "S"), (Fate.GRANTED, "sign", "S"),
     (Fate.TURNED_DOWN, "turn_down", "U"), (Fate.REFUSED, "refuse", "U"), (Fate.WITHDRAWN, "withdraw", "U")],
)
def test_an_act_of_the_life_itself_is_tried_where_it_is_done(fate, act, body):
    life = steps(line(fate), TWO, simplified=False)
    step = window(life, act)
    assert step is not None and life[step] == Step(act, body)


def test_every_act_of_a_plan_is_an_act_of_the_table():
    used = {act for fate in Fate for way in (TWO, OUTSIDE) for act in acts(fate, way=way)}
    assert used <= set(plan.acts())
