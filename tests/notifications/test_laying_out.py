"""A message in the list: short ones whole, long lists of dossiers folded, what is to do told apart."""

from notifications.laying_out import Part, parts

NEWS, TASK, DUE = "Đã trình 4 hồ sơ.", "Việc cần làm: Tiếp nhận.", "Hạn: 28/09/2026"


def body(count: int) -> str:
    return "\n".join([NEWS, *(f"– P01-{n:03}: Giấy khen" for n in range(count)), TASK, DUE])


def test_what_happened_the_dossiers_and_what_to_do_are_told_apart():
    assert parts(body(2)) == [
        Part((NEWS,)), Part(("P01-000: Giấy khen", "P01-001: Giấy khen"), listed=True), Part((TASK, DUE), to_do=True),
    ]


def test_more_than_three_dossiers_are_folded_and_nothing_else_is():
    assert [[part.folded for part in parts(body(count))] for count in (1, 3, 4, 500)] == [
        [False, False, False], [False, False, False], [False, True, False], [False, True, False],
    ]


def test_several_sections_keep_their_order_and_no_empty_line():
    assert [part.lines[0] for part in parts(f"{body(1)}\n\n{NEWS}\n")] == [NEWS, "P01-000: Giấy khen", TASK, NEWS]


def test_a_message_without_words_has_no_part():
    assert parts("") == []
