import pytest

from workflow.council.tally import ABSTAIN, NO, YES, Result, tally


@pytest.mark.parametrize(
    ("yes", "members", "passed"),
    [
        (0, 1, False), (1, 1, True),
        (1, 2, False), (2, 2, True),
        (1, 3, False), (2, 3, True),
        (2, 4, False), (3, 4, True),
        (4, 9, False), (5, 9, True),
        (5, 10, False), (6, 10, True),
        (6, 13, False), (7, 13, True),
        (7, 15, False), (8, 15, True),
    ],
)  # fmt: skip
def test_passes_on_strictly_more_than_half_of_all_members(yes, members, passed):
    counted = tally({1: [YES] * yes}, members=members, present=yes)
    assert counted.results[1].passed is passed
    assert (yes >= counted.results[1].needed) is passed


def test_counts_every_line_by_itself():
    counted = tally({7: [YES, NO, ABSTAIN, YES], 8: [], 9: [NO, NO]}, members=9, present=4)
    assert counted.results == {7: Result(2, 1, 1, 9), 8: Result(0, 0, 0, 9), 9: Result(0, 2, 0, 9)}
    assert [counted.results[item].absent for item in (7, 8, 9)] == [5, 9, 7]


def test_the_absent_and_the_recused_stay_in_the_denominator():
    # five of the seven present said yes, but nine are members
    assert tally({1: [YES] * 4 + [NO] * 2}, members=9, present=7).results[1].passed is False


def test_sentence_names_votes_members_and_what_was_needed():
    assert tally({1: [YES] * 4 + [NO] * 3 + [ABSTAIN]}, members=9, present=9).results[1].sentence == (
        "Không đạt tỷ lệ phiếu: 4/9 phiếu đồng ý, 3 không đồng ý, 1 ý kiến khác, 1 không biểu quyết; "
        "cần trên một nửa tổng số thành viên (ít nhất 5 phiếu)."
    )
    assert tally({1: [YES] * 5}, members=9, present=9).results[1].sentence.startswith("Đạt tỷ lệ phiếu: 5/9 phiếu")


@pytest.mark.parametrize(
    ("present", "members", "enough"),
    [
        (6, 9, True), (5, 9, False), (7, 10, True), (6, 10, False), (2, 3, True), (1, 3, False), (0, 1, False),
        (1, 1, True),
    ],
)  # fmt: skip
def test_less_than_two_thirds_is_noted_as_advice(present, members, enough):
    note = tally({}, members=members, present=present).note
    assert (note == "") is enough


def test_note_says_how_many_took_part_and_how_many_were_wanted():
    assert tally({}, members=9, present=5).note == (
        "Tham khảo: mới có 5/9 thành viên tham gia biểu quyết, chưa đủ hai phần ba (6 người)."
    )


@pytest.mark.parametrize(
    ("ballots", "members", "present"),
    [({1: ["có"]}, 3, 1), ({1: [YES] * 4}, 3, 3), ({}, 0, 0), ({}, 3, 4), ({}, 3, -1)],
)
def test_impossible_counts_are_refused(ballots, members, present):
    with pytest.raises(ValueError):
        tally(ballots, members=members, present=present)
