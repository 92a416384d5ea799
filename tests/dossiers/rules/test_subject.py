"""Family subject, asked as the door asks it."""

from datetime import date

import pytest

from dossiers.models import Award, Dossier, Nominee
from dossiers.rules.subject import clash
from dossiers.vocabulary import NomineeKind, Role, Subject
from tests.dossiers.rules.asking import ask, texts
from tests.factories import make_award, make_body, make_draft, make_person, make_season, make_unit
from workflow import triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return make_unit("P01", name="Phòng Hành chính tư pháp", under=make_body("STP", name="Sở Tư pháp"))


def nominee(unit, kind: str) -> Nominee:
    return Nominee.objects.create(kind=kind, name=f"Được đề nghị {kind}", unit=unit)


def line(unit, **fields) -> Dossier:
    return make_draft(unit, body=unit.superior(), **fields)


@pytest.mark.parametrize(
    ("subject", "fitting"),
    [
        (Subject.INDIVIDUAL, {NomineeKind.PERSON}),
        (Subject.COLLECTIVE, {NomineeKind.UNIT, NomineeKind.COLLECTIVE}),
        (Subject.BOTH, set(NomineeKind)),
    ],
)
def test_an_award_goes_to_its_own_kind_of_nominee(unit, subject, fitting):
    award = make_award(subject=subject)
    kinds = [kind for kind in NomineeKind if not ask("subject", line(unit, award=award, nominee=nominee(unit, kind)))]
    assert set(kinds) == fitting


def test_the_objection_names_award_nominee_and_source(catalogue, unit):
    flag = Award.objects.get(code="CO_BO")
    (objection,) = ask(
        "subject", line(unit, award=flag, nominee=make_person(unit, name="Trần Thị Hoa")), day=date(2024, 11, 4)
    )
    assert objection.text == "Cờ thi đua ngành Tư pháp chỉ dành cho tập thể; Trần Thị Hoa được đề nghị là cá nhân."
    assert objection.citation == "Điều 26, khoản 2 Điều 79 Luật 06/2022/QH15"
    assert (objection.evidence, objection.blocks) == ("T", True)
    assert objection.mend == "Chọn danh hiệu, hình thức đúng đối tượng"


def test_before_the_law_the_same_objection_is_local_and_blocks(catalogue, unit):
    (objection,) = ask("subject", line(unit, award=Award.objects.get(code="CO_BO")), day=date(2003, 11, 3))
    assert (objection.evidence, objection.blocks) == ("L", True)


def test_a_legacy_award_known_only_from_a_report_advises(catalogue, unit):
    legacy = line(unit, award=Award.objects.get(code="LDG_2003"), nominee=nominee(unit, NomineeKind.UNIT))
    (objection,) = ask("subject", legacy, day=date(2003, 11, 3))
    assert (objection.evidence, objection.blocks) == ("S", False)


def closed_twin(first: Dossier, state: str = "refused", **fields) -> Dossier:
    """Another dossier for the same nominee and award, already closed."""
    # made in its last state at once: how it got there does not matter here
    about = {"award": first.award, "nominee": first.nominee, "state": state} | fields
    with triggers.lifted():
        return make_draft(first.unit, body=first.body, season=first.season, **about)


def test_another_open_dossier_is_named_with_the_desk_that_holds_it(unit):
    award, person = make_award(name="Giấy khen thử"), make_person(unit, name="Trần Thị Hoa")
    first = line(unit, award=award, nominee=person)
    second = closed_twin(first)
    (objection,) = ask("one_open", second, act="reconsider")
    assert (objection.family, objection.waivable, objection.blocks) == ("subject", False, True)
    assert first.code in objection.text
    assert "Thủ trưởng Phòng Hành chính tư pháp" in objection.text


def test_a_line_alone_is_not_its_own_clash(unit):
    assert ask("one_open", line(unit)) == []


@pytest.mark.parametrize("other", ["nominee", "award", "season", "round", "theme"])
def test_another_nominee_award_year_round_or_theme_is_another_dossier(unit, other):
    first = line(unit)
    season = make_season(2001)
    different = {
        "nominee": {"nominee": make_person(unit)}, "award": {"award": make_award()}, "season": {"season": season},
        "round": {"round": first.season.rounds.create(number=1)}, "theme": {"theme": "Chỉ thị 35/CT-TW"},
    }[other]
    about = {"award": first.award, "nominee": first.nominee, "season": first.season} | different
    assert ask("one_open", make_draft(unit, body=first.body, **about)) == []


@pytest.mark.parametrize("state", ["granted", "refused", "ineligible", "withdrawn", "revoked"])
def test_a_closed_dossier_stands_in_nobodys_way(unit, state):
    first = line(unit)
    closed_twin(first, state)
    assert ask("one_open", first) == []


def test_of_two_closed_twins_reopened_together_one_is_refused(unit):
    with triggers.lifted():
        first = line(unit, state="refused")
    second = closed_twin(first, "ineligible")
    assert len(ask("one_open", first, second, act="reconsider")) == 1


def test_the_draft_form_can_ask_before_anything_is_saved(unit):
    first = line(unit)
    unsaved = Dossier(
        award=first.award, nominee=first.nominee, nominee_name="Trần Thị Hoa", season=first.season, unit=unit,
        desk_role=Role.UNIT_HEAD, desk_unit=unit,
    )
    assert first.code in clash(unsaved).text
    unsaved.theme = "Chuyên đề khác"
    assert clash(unsaved) is None


def test_the_wrong_kind_is_told_only_of_the_lines_that_are_wrong(unit):
    award = make_award(subject=Subject.INDIVIDUAL)
    right, wrong = line(unit, award=award), line(unit, award=award, nominee=nominee(unit, NomineeKind.COLLECTIVE))
    assert texts(ask("subject", right, wrong)) == [
        f"{award.name} chỉ dành cho cá nhân; Được đề nghị collective được đề nghị là tập thể khác."
    ]
