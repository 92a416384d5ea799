"""Messages word for word, and how several things become one message."""

from datetime import date
from pathlib import Path

import pytest

from notifications import compose as composing
from notifications.compose import Line, Section, compose
from tests.notifications.golden import FOLDER, TEXTS, letter

TEMPLATES = Path(composing.__file__).parent / "templates" / "notifications" / "messages"
ONE = Line("P01-001", "Giấy khen", "Phòng A", "Sở B", "submitted", date(2026, 12, 4))
TWO = Line("P01-002", "Cờ thi đua", "Phòng A", "Sở B", "submitted", date(2026, 12, 4))
LATER = Line("P01-003", "Cờ thi đua", "Phòng A", "Sở B", "submitted", date(2026, 12, 9))


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_reads_as_its_golden_file(text):
    assert letter(text) == (FOLDER / f"{text}.txt").read_text()


def test_no_text_and_no_golden_file_is_left_over():
    assert {file.stem for file in TEMPLATES.iterdir()} == set(TEXTS)
    assert {file.stem for file in FOLDER.iterdir()} == set(TEXTS)


def test_one_line_is_named_in_the_subject():
    assert compose([Section("submit_desk", (ONE,))]).subject == "Hồ sơ mới chờ tiếp nhận – P01-001"


def test_several_lines_are_counted_in_the_subject_and_listed_below():
    message = compose([Section("submit_desk", (ONE, TWO))])
    assert message.subject == "Hồ sơ mới chờ tiếp nhận – 2 hồ sơ"
    assert message.body == (
        "Phòng A đã trình 2 hồ sơ đề nghị khen thưởng.\n"
        "– P01-001: Giấy khen\n"
        "– P01-002: Cờ thi đua\n"
        "Việc cần làm: Kiểm tra thành phần hồ sơ, rồi tiếp nhận hoặc yêu cầu bổ sung.\n"
        "Hạn: 04/12/2026"
    )


def test_different_terms_stand_on_their_lines():
    body = compose([Section("submit_desk", (ONE, LATER))]).body
    assert "– P01-001: Giấy khen; hạn 04/12/2026\n– P01-003: Cờ thi đua; hạn 09/12/2026\n" in body
    assert "Hạn:" not in body


def test_where_nothing_is_to_be_done_no_term_is_named():
    assert "ạn" not in compose([Section("refuse_unit", (ONE,))]).body.replace("hạn chế", "")


def test_several_things_become_one_message():
    message = compose([Section("endorse_desk", (ONE,)), Section("put_off_desk", (TWO,))])
    assert message.subject == "Hồ sơ đã được Hội đồng thông qua – 2 hồ sơ"
    assert [part.split("\n")[1] for part in message.body.split("\n\n")] == [
        "– P01-001: Giấy khen", "– P01-002: Cờ thi đua",
    ]


def test_a_name_with_signs_is_not_escaped_and_does_not_run_as_a_template():
    odd = Line("P01-001", "Giấy khen", "Phòng {{ count }} <b>&", "Sở B", "submitted")
    assert "Phòng {{ count }} <b>& đã trình" in compose([Section("submit_desk", (odd,))]).body


@pytest.mark.parametrize("title", [
    "Năm thi đua\r\nBcc: ke.gian@example.com", "Năm\n\nthi\n\nđua\n\n2026", "Năm\u2028thi\x85đua\x0b\x0c\x1c2026",
    "Năm\tthi   đua",
])
def test_a_title_with_breaks_in_it_makes_no_line_of_its_own(title):
    message = compose([Section("season_opened", (), title)])
    said = " ".join(title.split())
    assert message.subject == f"Mở năm thi đua – {said}"
    assert [line for line in message.body.splitlines() if said in line] == message.body.splitlines()[:1]
    odd = Line("P01\n-001", f"Giấy khen\n– P09-009: {title}", f"Phòng\n{title}", "Sở B", "submitted")
    assert len(compose([Section("submit_desk", (odd,))]).body.splitlines()) == 3


def test_a_very_long_paper_does_not_break_the_subject():
    assert len(compose([Section("season_opened", (), "Năm " * 100)]).subject) == composing.LONGEST_SUBJECT
