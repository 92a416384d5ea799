"""Files no office would mean, but an editor or a slip of the hand may make: refused with a key and a line."""

import pytest

from dossiers.located import Malformed
from tests.config.rehearsal.texts import SMALL, line_of, reading, spoiled

COUNT = "count: 4, from: [P*, H*]"


def refusal(tmp_path, content: str | bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        reading(tmp_path, content)
    assert str(caught.value).isprintable()
    return caught.value


BROKEN = [
    ("", "title", 1),
    ("# chưa viết gì\n", "title", 1),
    ("- một\n- hai\n", "title", 1),
    (spoiled("  - {code: U,", "\t- {code: U,"), "code", 7),
    (spoiled("as_of: 2024-11-04", "as_of 2024-11-04"), "waive", 4),
    (spoiled("decided_by: S, fate: granted}", "decided_by: *S, fate: granted}"), "decided_by", 16),
    ("title: " + "[" * 4000, "title", 1),
    ("title: " + "{a: " * 4000, "title", 1),
    (SMALL.replace("Sở Mẫu", "Sở \x00Mẫu"), "name", 6),
    (SMALL.encode().replace("Phòng Một".encode(), b"Ph\xf2ng"), "name", 10),
    (SMALL.encode("utf-16"), "title", 1),
]


@pytest.mark.parametrize(("content", "key", "line"), BROKEN)
def test_what_is_no_yaml_is_told_at_the_nearest_key(tmp_path, content, key, line):
    found = refusal(tmp_path, content)
    assert (found.key, found.line) == (key, line)


def test_a_key_that_breaks_the_line_is_told_on_one_line(tmp_path):
    assert refusal(tmp_path, SMALL + '"a\\nb": 1\n').line == SMALL.count("\n") + 1


UNPLAYABLE = [
    # what no clock, column or office holds: refused before a database is made
    ("as_of: 2024-11-04", "as_of: 9999-12-31", "as_of"),
    ("opens: 2024-01-10", "opens: 0003-01-10", "opens"),
    ("year: 2024", "year: 3000", "year"),
    ("members: 7", "members: 200", "members"),
    ("headcount: 9", f"headcount: {'9' * 5000}", "headcount"),
    ("headcount: 9", "headcount: 1000001", "headcount"),
    ("repeat: 3", "repeat: 99999999", "repeat"),
    (COUNT, COUNT.replace("4", "99999999"), "count"),
    (COUNT, COUNT + f", theme: '{'x' * 256}'", "theme"),
    (COUNT, COUNT + ", round: 100", "round"),
    ('"Sở Mẫu"', f'"{"x" * 201}"', "name"),
    ('"Sở Nội vụ"', f'"{"x" * 101}"', "office"),
    ('"Chủ tịch"', f'"{"x" * 101}"', "decider"),
    ("{code: P01,", f"{{code: {'P' * 21},", "code"),
    ('"Mùa thử"', r'"Mùa \e[31m"', "title"),
    ('"Phòng Một"', r'"Phòng \0"', "name"),
    ('"Phòng Một"', r'"Phòng \ud800"', "name"),
    ("external: true", "external: TRUE!", "external"),
]


@pytest.mark.parametrize(("old", "new", "key"), UNPLAYABLE)
def test_what_cannot_be_played_is_refused_by_its_key(tmp_path, old, new, key):
    content = spoiled(old, new)
    found = refusal(tmp_path, content)
    assert (found.key, found.line) == (key, line_of(content, new))


def test_yes_is_no_truth_even_where_the_file_asks_for_the_older_yaml(tmp_path):
    content = "%YAML 1.1\n---\n" + spoiled("external: true", "external: yes")
    assert refusal(tmp_path, content).key == "external"


@pytest.mark.parametrize("ends", ["\r\n", "\n\n"])
def test_the_ends_of_lines_do_not_matter(tmp_path, ends):
    assert reading(tmp_path, SMALL.replace("\n", ends)) == reading(tmp_path)


def test_a_mark_at_the_start_of_the_file_does_not_matter(tmp_path):
    assert reading(tmp_path, b"\xef\xbb\xbf" + SMALL.encode()) == reading(tmp_path)
