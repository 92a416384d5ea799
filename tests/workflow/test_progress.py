"""The progress line: the steps of the route, what is done since when, where it stands; the nominee's is coarse."""

from datetime import date, timedelta

import pytest

from dossiers.vocabulary import State
from workflow.progress import Body, Course, Move, line

S = State
SO, UB, BO = Body("Sở Tư pháp"), Body("Ủy ban nhân dân tỉnh", outside=True), Body("Bộ Tư pháp")
DAY = date(2026, 11, 2)
WAY = [
    ("submit", S.DRAFT, S.SUBMITTED), ("receive", S.SUBMITTED, S.APPRAISING),
    ("clear", S.APPRAISING, S.AWAITING_COUNCIL), ("table", S.AWAITING_COUNCIL, S.IN_COUNCIL),
    ("endorse", S.IN_COUNCIL, S.ENDORSED),
    ("send_for_signature", S.ENDORSED, S.AWAITING_SIGNATURE), ("sign", S.AWAITING_SIGNATURE, S.SIGNED),
]  # fmt: skip
ISSUED = ("issue", S.SIGNED, S.GRANTED)
STEPS = ["Soạn thảo", "Tiếp nhận", "Thẩm định", "Hội đồng xét", "Ký", "Cấp số", "Kết quả"]


def moved(*rows: tuple[str, str, str]) -> tuple[Move, ...]:
    """The first move on 2 November, each one a day later."""
    return tuple(Move(*row, DAY + timedelta(days=n)) for n, row in enumerate(rows))


def course(state: str, *rows: tuple[str, str, str], bodies: tuple[Body, ...] = (SO,), **more) -> Course:
    return Course(state=state, bodies=bodies, moves=moved(*rows), **more)


def drawn(way: Course, **more) -> str:
    """One character a step: x done, > present, . ahead, - skipped."""
    signs = {"done": "x", "present": ">", "ahead": ".", "skipped": "-"}
    return "".join(signs[step.status] for step in line(way, **more))


def flag(way: Course, **more) -> str:
    return next(step.flag for step in line(way, **more) if step.status == "present")


@pytest.mark.parametrize(("moves", "shown"), [
    (0, ">......"), (1, "x>....."), (2, "xx>...."), (3, "xxx>..."), (4, "xxx>..."), (5, "xxxx>.."), (6, "xxxx>.."),
    (7, "xxxxx>."),
])  # fmt: skip
def test_it_moves_with_the_dossier(moves, shown):
    rows = WAY[:moves]
    state = rows[-1][2] if rows else S.DRAFT
    way = course(state, *rows)
    assert [step.label for step in line(way)] == STEPS
    assert drawn(way) == shown


def test_every_step_that_is_done_bears_its_day():
    days = [step.day for step in line(course(S.GRANTED, *WAY, ISSUED))]
    assert [day.day if day else None for day in days] == [2, 3, 4, 6, 8, 9, 9]


@pytest.mark.parametrize(("state", "more", "shown", "told"), [
    (S.RETURNED, {}, "xx>....", "Yêu cầu bổ sung"),
    (S.RETURNED, {"received": False}, "x>.....", "Yêu cầu bổ sung"),
    (S.CONSULTING, {}, "xx>....", "Đang lấy ý kiến"),
    (S.POSTED, {}, "xx>....", "Đang công khai"),
    (S.ON_HOLD, {"state_before_hold": S.APPRAISING}, "xx>....", "Tạm dừng xét"),
    (S.ON_HOLD, {"state_before_hold": S.AWAITING_SIGNATURE}, "xxxx>..", "Tạm dừng xét"),
    (S.ON_HOLD, {"state_before_hold": S.RETURNED}, "xx>....", "Tạm dừng xét"),
    (S.NOT_ENDORSED, {}, "xxx>...", "Hội đồng không đề nghị"),
    (S.ENDORSED, {}, "xxxx>..", "Đạt, chờ trình ký"),
    (S.APPRAISING, {}, "xx>....", ""),
])  # fmt: skip
def test_a_way_round_is_a_flag_on_the_present_step(state, more, shown, told):
    way = course(state, *WAY[:5], **more)
    assert (drawn(way), flag(way)) == (shown, told)


def test_what_going_back_has_undone_is_ahead_again_without_a_day():
    back = course(S.APPRAISING, *WAY[:5], ("reopen_appraisal", S.ENDORSED, S.APPRAISING))
    assert drawn(back) == "xx>...."
    assert [step.day for step in line(back)][2:] == [None] * 5
    again = course(S.AWAITING_COUNCIL, *back_and(back), ("clear", S.APPRAISING, S.AWAITING_COUNCIL))
    assert line(again)[2].day == DAY + timedelta(days=6)


def back_and(way: Course) -> list[tuple[str, str, str]]:
    return [(move.act, move.source, move.target) for move in way.moves]


def test_the_simplified_procedure_skips_the_council():
    rows = [*WAY[:2], ("clear", S.APPRAISING, S.ENDORSED)]
    assert drawn(course(S.ENDORSED, *rows, simplified=True)) == "xxx->.."
    assert drawn(course(S.GRANTED, *rows, *WAY[5:], ISSUED, simplified=True)) == "xxx-xx>"


def test_what_ended_early_skips_the_steps_it_never_came_to():
    assert drawn(course(S.WITHDRAWN, WAY[0], ("withdraw", S.SUBMITTED, S.WITHDRAWN))) == "x----->"
    assert drawn(course(S.INELIGIBLE, *WAY[:2], ("declare_ineligible", S.APPRAISING, S.INELIGIBLE))) == "xxx--->"
    turned = [*WAY[:4], ("turn_down", S.IN_COUNCIL, S.NOT_ENDORSED), ("refuse", S.NOT_ENDORSED, S.REFUSED)]
    assert drawn(course(S.REFUSED, *turned)) == "xxxx-->"
    assert flag(course(S.REFUSED, *turned)) == "Không được khen thưởng"


def test_a_body_outside_is_one_step_and_one_inside_repeats_them_with_its_name():
    way = course(S.WITH_HIGHER_BODY, *WAY, ("send_out", S.SIGNED, S.WITH_HIGHER_BODY), bodies=(SO, UB))
    assert (drawn(way), [step.label for step in line(way)][6:]) == ("xxxxxx>.", ["Cấp trên xét", "Kết quả"])
    up = course(S.SUBMITTED, *WAY, ("forward", S.SIGNED, S.SUBMITTED), bodies=(SO, BO), at=1, received=False)
    assert drawn(up) == "xxxxxx>....."
    assert [step.body for step in line(up)][5:8] == ["Sở Tư pháp", "Bộ Tư pháp", "Bộ Tư pháp"]
    above = [*back_and(up), ("receive", S.SUBMITTED, S.APPRAISING)]
    received = line(course(S.APPRAISING, *above, bodies=(SO, BO), at=1))
    assert [received[n].day for n in (1, 6)] == [DAY + timedelta(days=1), DAY + timedelta(days=8)]


def test_the_outside_answer_closes_the_line():
    sent = [*WAY, ("send_out", S.SIGNED, S.WITH_HIGHER_BODY), ("record_grant", S.WITH_HIGHER_BODY, S.GRANTED)]
    steps = line(course(S.GRANTED, *sent, bodies=(SO, UB)))
    assert (drawn(course(S.GRANTED, *sent, bodies=(SO, UB))), steps[6].day) == ("xxxxxxx>", DAY + timedelta(days=8))


@pytest.mark.parametrize("state", [S.APPRAISING, S.CONSULTING, S.AWAITING_COUNCIL, S.IN_COUNCIL])
def test_the_nominee_reads_a_coarse_line_without_inner_turns(state):
    way = course(state, *WAY[:4])
    assert [step.label for step in line(way, at_work=False)] == ["Soạn thảo", "Tiếp nhận", "Xét khen thưởng", "Kết quả"]
    assert (drawn(way, at_work=False), flag(way, at_work=False)) == ("xx>.", "")
    assert [step.day for step in line(way, at_work=False)] == [DAY, DAY + timedelta(days=1), None, None]


def test_the_nominee_reads_that_it_waits_to_be_mended_or_goes_up_and_how_it_ended():
    assert flag(course(S.RETURNED, *WAY[:2]), at_work=False) == "Yêu cầu bổ sung"
    up = course(S.WITH_HIGHER_BODY, *WAY, ("send_out", S.SIGNED, S.WITH_HIGHER_BODY), bodies=(SO, UB))
    assert drawn(up, at_work=False) == "xxx>."
    ended = course(S.GRANTED, *WAY, ISSUED)
    assert (drawn(ended, at_work=False), line(ended, at_work=False)[-1].day) == ("xxx>", DAY + timedelta(days=7))
    withdrawn = course(S.WITHDRAWN, WAY[0], ("withdraw", S.SUBMITTED, S.WITHDRAWN))
    assert drawn(withdrawn, at_work=False) == "x-->"
    refused = course(S.REFUSED, *WAY[:6], ("refuse", S.AWAITING_SIGNATURE, S.REFUSED), bodies=(SO, UB))
    assert drawn(refused, at_work=False) == "xxx->"
