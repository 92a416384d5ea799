"""A file is understood wholly or refused with the key and the line of its first mistake."""

from datetime import date

import pytest

from config.rehearsal.scenario import AuthorityRow, By, Fate, ProposingUnit
from dossiers.located import Malformed
from dossiers.vocabulary import Level
from tests.config.rehearsal.texts import SMALL, line_of, reading, spoiled

LINE_A = "id: a, award: GK_SO, subject: individual, count: 4, from: [P*, H*], decided_by: S, fate: granted"
LINE_B = "fate: granted, same_people_as: a"
LINE_C = "count: 1, from: [P01], decided_by: U, fate: returned_then_granted, at: S"
SUBMIT = (
    "act: submit, by: unit_head, award: BK_TINH, subject: individual, decided_by: S, expect: refused, family: authority"
)
SIGN = "act: sign, by: decider, on: {award: GK_SO}, expect: accepted"


def test_the_small_scenario_is_read_as_it_stands(tmp_path):
    found = reading(tmp_path)

    assert (found.title, found.as_of, found.season.year, found.season.opens) == (
        "Mùa thử", date(2024, 11, 4), 2024, date(2024, 1, 10),
    )
    assert found.season.initiatives_by is None
    assert [(body.code, body.level, body.external, body.members) for body in found.bodies] == [
        ("S", Level.DEPARTMENT, False, 7), ("U", Level.PROVINCE, False, 9), ("C", Level.CENTRAL, True, 9),
    ]
    assert found.units == (
        ProposingUnit("P01", "Phòng Một", "S", 9), ProposingUnit("H01", "Phòng huyện 01", "S", 6),
        ProposingUnit("H02", "Phòng huyện 02", "S", 6), ProposingUnit("H03", "Phòng huyện 03", "S", 6),
    )
    assert found.authority == (AuthorityRow("U", ("BK_TINH",), ("S",)), AuthorityRow("C", ("BK_TTG",), ("S", "U")))
    assert found.unchecked == ()


def test_a_line_with_the_people_of_another_takes_its_units_too(tmp_path):
    first, second, third = reading(tmp_path).nominations

    assert first.units == second.units == ("P01", "H01", "H02", "H03")
    assert (second.people, third.people) == (0, 2)
    assert (third.fate, third.at) == (Fate.RETURNED, "S")


def test_attempts_are_numbered_and_say_what_they_expect(tmp_path):
    own, control = reading(tmp_path).attempts

    assert (own.number, own.by, own.families, own.expected) == (1, By.UNIT_HEAD, {"authority"}, "refused")
    assert own.line.units[0] == "P01" and own.on is None
    assert (control.number, control.families, control.expected, control.line) == (2, frozenset(), "accepted", None)


def test_families_not_waived_and_not_built_are_named(tmp_path):
    found = reading(tmp_path, spoiled("waive: [standard, quota, form, timing]", "waive: [standard, papers]"))
    assert [str(family) for family in found.unchecked] == ["quota", "form", "timing"]


def test_on_is_a_key_and_not_a_truth(tmp_path):
    assert reading(tmp_path).attempts[1].on.keys == (("award", "GK_SO"),)


@pytest.mark.parametrize("word", ["granted", "held_then_granted", "refused_by_authority", "ineligible", "withdrawn",
                                  "revoked", "pending", "taken_up", "refused_by_council"])
def test_every_fate_is_known(tmp_path, word):
    found = reading(tmp_path, spoiled("fate: returned_then_granted, at: S", f"fate: {word}"))
    assert str(found.nominations[2].fate) == word


MISTAKES = [
    # where the small scenario is changed, into what, the key that must be named, words of the line that must be named
    ('title: "Mùa thử"\n', "", "title", "season:"),
    ('title: "Mùa thử"', "title: 2024", "title", "title: 2024"),
    ('title: "Mùa thử"', 'titel: "Mùa thử"', "titel", "titel"),
    ('title: "Mùa thử"', 'title: "Mùa thử"\ntitle: "Hai lần"', "title", "Hai lần"),
    ('title: "Mùa thử"', 'title: ["Mùa thử"]', "title", "title:"),
    ("as_of: 2024-11-04\n", "", "as_of", "title:"),
    ("as_of: 2024-11-04", "as_of: 2024-11-31", "as_of", "as_of"),
    ("as_of: 2024-11-04", "as_of: '2024-11-04'", "as_of", "as_of"),
    ("as_of: 2024-11-04", "as_of: 2023-11-04", "as_of", "as_of"),
    ("year: 2024", "year: hai nghìn", "year", "season:"),
    ("year: 2024, ", "", "year", "season:"),
    ("year: 2024", "year: true", "year", "season:"),
    ("procedure: regular", "procedure: quick", "procedure", "season:"),
    ("registration_by: 2024-02-28", "registration_by: 2023-02-28", "registration_by", "season:"),
    ("registration_by: 2024-02-28", "registration: 2024-02-28", "registration", "season:"),
    ("waive: [standard, quota, form, timing]", "waive: standard", "waive", "waive"),
    ("waive: [standard, quota, form, timing]", "waive: [standards]", "waive", "waive"),
    ("waive: [standard, quota, form, timing]", "waive: [role]", "waive", "waive"),
    ("{code: S, name", "{code: U, name", "code", "Ủy ban Mẫu"),
    ("level: department", "level: unit", "level", "Sở Mẫu"),
    ("level: department, parent: U", "level: department, parent: X", "parent", "Sở Mẫu"),
    ("level: province, parent: C", "level: province, parent: S", "parent", "Sở Mẫu"),
    ('decider: "Giám đốc", ', "", "decider", "Sở Mẫu"),
    ("{members: 7, vote: open}", "{members: 7, vote: secret}", "vote", "Sở Mẫu"),
    ("{members: 7, vote: open}", "{members: 7, vote: paper}", "vote", "Sở Mẫu"),
    ("{members: 7, vote: open}", "{members: 7, vote: hands}", "vote", "Sở Mẫu"),
    ("{members: 7, vote: open}", '{members: 7, quorum: "2/3"}', "quorum", "Sở Mẫu"),
    ("{members: 7, vote: open}", '{members: 7, threshold: "1/2 strict"}', "threshold", "Sở Mẫu"),
    ("{members: 7, vote: open}", "{members: 7, base: all}", "base", "Sở Mẫu"),
    ("{members: 7, vote: open}", "{members: 2}", "members", "Sở Mẫu"),
    ("{members: 7, vote: open}", "{members: 7, chairs: 2}", "chairs", "Sở Mẫu"),
    ("{members: 7, vote: open}", "7", "council", "Sở Mẫu"),
    ("external: true", "external: yes", "external", "Cấp trên Mẫu"),
    ("external: true", "extern: true", "extern", "Cấp trên Mẫu"),
    ("body: S, headcount: 9", "body: X, headcount: 9", "body", "Phòng Một"),
    ("body: S, headcount: 9", "body: C, headcount: 9", "body", "Phòng Một"),
    ("headcount: 9", "headcount: 0", "headcount", "Phòng Một"),
    ("headcount: 9", "heads: 9", "heads", "Phòng Một"),
    ("repeat: 3", "repeat: 0", "repeat", "Phòng huyện"),
    ('code: "H{n:02}"', "code: H", "code", "Phòng huyện"),
    ('code: "H{n:02}"', 'code: "H{m}"', "code", "Phòng huyện"),
    ("{code: P01, name", "{code: S, name", "code", "Phòng Một"),
    ("{code: P01, name", "{code: H02, name", "code", "Phòng huyện"),
    ("awards: [BK_TINH]", "awards: [BK_X]", "awards", "BK_X"),
    ("{body: U, awards", "{body: X, awards", "body", "body: X"),
    ("awards: [BK_TINH], via: [S]", "awards: [BK_TINH], via: [X]", "via", "via: [X]"),
    ("awards: [BK_TINH], via: [S]", "awards: [BK_TINH], via: [S, S]", "via", "via: [S, S]"),
    ("awards: [BK_TINH], via: [S]", "awards: [BK_TINH], via: [C]", "via", "via: [C]"),
    ("awards: [BK_TINH], via: [S]", "awards: [BK_TINH, BK_TINH], via: [S]", "awards", "BK_TINH, BK_TINH"),
    ("awards: [BK_TINH], via: [S]", "awards: [BK_TINH], route: [S]", "route", "route"),
    (LINE_A, LINE_A.replace("GK_SO", "GK_X"), "award", "id: a,"),
    (LINE_A, LINE_A.replace("individual", "both"), "subject", "id: a,"),
    (LINE_A, LINE_A.replace("count: 4", "count: 0"), "count", "id: a,"),
    (LINE_A, LINE_A.replace("count: 4", "count: -1"), "count", "id: a,"),
    (LINE_A, LINE_A.replace("count: 4", "count: 1.5"), "count", "id: a,"),
    (LINE_A, LINE_A.replace("count: 4", 'count: "4"'), "count", "id: a,"),
    (LINE_A, LINE_A.replace("count: 4, ", ""), "count", "id: a,"),
    (LINE_A, LINE_A.replace("from: [P*, H*], ", ""), "from", "id: a,"),
    (LINE_A, LINE_A.replace("[P*, H*]", "[P*, T*]"), "from", "id: a,"),
    (LINE_A, LINE_A.replace("[P*, H*]", "[]"), "from", "id: a,"),
    (LINE_A, LINE_A.replace("decided_by: S", "decided_by: X"), "decided_by", "id: a,"),
    (LINE_A, LINE_A.replace("fate: granted", "fate: rejected"), "fate", "id: a,"),
    (LINE_A, LINE_A.replace(", fate: granted", ""), "fate", "id: a,"),
    (LINE_A, LINE_A + ", facts: {rating: HTT}", "facts", "id: a,"),
    (LINE_A, LINE_A + ", priority: 1", "priority", "id: a,"),
    (LINE_A, LINE_A + ", nominee: secretary", "nominee", "id: a,"),
    (LINE_A, LINE_A + ", nominee: decider", "count", "id: a,"),
    (LINE_A, LINE_A + ", theme: 35", "theme", "id: a,"),
    (LINE_A, LINE_A + ", round: 0", "round", "id: a,"),
    (LINE_A, LINE_A + ", without: [XX]", "without", "id: a,"),
    (LINE_A, LINE_A + ", on_date: hôm nay", "on_date", "id: a,"),
    (LINE_A, LINE_A + ", at: U", "at", "id: a,"),
    ("id: b, ", "id: a, ", "id", "same_people_as"),
    (LINE_B, "fate: granted, same_people_as: c", "same_people_as", "same_people_as"),
    (LINE_B, "fate: granted, same_people_as: b", "same_people_as", "same_people_as"),
    ("count: 2, from: all", "count: 5, from: all", "same_people_as", "same_people_as"),
    ("LDTT, subject: individual", "LDTT, subject: collective", "same_people_as", "same_people_as"),
    (LINE_C, LINE_C.replace("at: S", "at: C"), "at", "returned_then_granted"),
    (LINE_C, LINE_C.replace("at: S", "at: X"), "at", "returned_then_granted"),
    (LINE_C, LINE_C.replace("decided_by: U", "decided_by: C").replace("at: S", "at: C"), "at", "returned_then"),
    (LINE_C, "count: 1, from: [P01], decided_by: C, fate: revoked", "fate", "fate: revoked"),
    (LINE_C, LINE_C + ", nominee: member", "nominee", "returned_then_granted"),
    (SUBMIT, SUBMIT.replace("act: submit", "act: sign"), "act", "act: sign, by: unit_head"),
    (SUBMIT, SUBMIT.replace("act: submit", "act: send"), "act", "act: send"),
    (SUBMIT, SUBMIT.replace("unit_head", "boss"), "by", "by: boss"),
    (SUBMIT, SUBMIT.replace("family: authority", "family: quota"), "family", "family: quota"),
    (SUBMIT, SUBMIT.replace("family: authority", "family: form"), "family", "family: form"),
    (SUBMIT, SUBMIT.replace("family: authority", "family: standard"), "family", "family: standard"),
    (SUBMIT, SUBMIT.replace("family: authority", "family: timing"), "family", "family: timing"),
    (SUBMIT, SUBMIT.replace("family: authority", "family: luck"), "family", "family: luck"),
    (SUBMIT, SUBMIT + ", also: [quota]", "also", "also"),
    (SUBMIT, SUBMIT + ", also: papers", "also", "also"),
    (SUBMIT, SUBMIT.replace(", family: authority", ""), "family", "by: unit_head"),
    (SUBMIT, SUBMIT.replace("expect: refused", "expect: accepted"), "family", "by: unit_head"),
    (SUBMIT, SUBMIT.replace("expect: refused", "expect: maybe"), "expect", "maybe"),
    (SUBMIT, SUBMIT + ", facts: {hold: true}", "facts", "facts"),
    (SUBMIT, SUBMIT + ", fate: granted", "fate", "family: authority, fate"),
    (SUBMIT, SUBMIT + ", count: 0", "count", "count: 0"),
    (SUBMIT, SUBMIT.replace("subject: individual, ", ""), "subject", "by: unit_head"),
    (SIGN, SIGN.replace("award: GK_SO", "award: CO_TINH"), "on", "CO_TINH"),
    (SIGN, SIGN.replace("award: GK_SO", "award: XX"), "award", "XX"),
    (SIGN, SIGN.replace("award: GK_SO", "reward: GK_SO"), "reward", "reward"),
    (SIGN, SIGN.replace("{award: GK_SO}", "GK_SO"), "on", "on: GK_SO"),
    (SIGN, SIGN + ", award: GK_SO", "award", "act: sign"),
    ("{body: S, award: GK_SO, collectives", "{body: X, award: GK_SO, collectives", "body", "body: X"),
    ("{body: S, award: LDTT, collectives", "{body: S, award: GK_SO, collectives", "award", "individuals: 2"),
    ("collectives: 1", "collectives: một", "collectives", "một"),
    ("collectives: 1", "families: 1", "families", "families"),
    ("returns: 1", "returns: -1", "returns", "returns: -1"),
    ("returns: 1", "return: 1", "return", "return: 1"),
    ("acts: {forward: 1}", "acts: {forwards: 1}", "forwards", "forwards"),
    ("acts: {forward: 1}", "acts: {forward: x}", "forward", "forward: x"),
]


@pytest.mark.parametrize(("old", "new", "key", "words"), MISTAKES)
def test_a_mistake_is_named_by_key_and_line(tmp_path, old, new, key, words):
    content = spoiled(old, new)
    with pytest.raises(Malformed) as caught:
        reading(tmp_path, content)
    assert (caught.value.key, caught.value.line) == (key, line_of(content, words)), str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fate", ["refused_by_council", "taken_up"])
def test_a_simplified_season_has_no_council_to_say_no(tmp_path, fate):
    content = spoiled("returned_then_granted, at: S", fate).replace("procedure: regular", "procedure: simplified")
    with pytest.raises(Malformed) as caught:
        reading(tmp_path, content)
    assert (caught.value.key, caught.value.line) == ("fate", line_of(content, fate))


@pytest.mark.parametrize(
    ("content", "line"),
    [("title: [", 1), ("title: a\n\tseason: b\n", 2), ("- 1\n", 1), ("", 1), ("title: a\n---\ntitle: b\n", 2)],
)
def test_what_is_no_yaml_mapping_is_refused_with_its_line(tmp_path, content, line):
    with pytest.raises(Malformed) as caught:
        reading(tmp_path, content)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


def test_lines_may_be_written_in_blocks_and_name_their_own_line(tmp_path):
    content = SMALL.replace("from: [P*, H*]", "from: [P*,\n      X*]")
    with pytest.raises(Malformed) as caught:
        reading(tmp_path, content)
    assert (caught.value.key, caught.value.line) == ("from", line_of(content, "X*"))
