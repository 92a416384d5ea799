"""Which of the rows in force sets a term: the most particular, then the best founded."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from dossiers.models import AwardVersion, LegalFigure
from dossiers.vocabulary import Level, Role
from tests.factories import LONG_AGO, make_award, make_body, make_holder
from workflow import step_terms, term_seeding
from workflow.models import StepTerm
from workflow.step_terms import Asked, StatedTerm

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def row(days: int, act: str = "receive", **fields) -> StepTerm:
    return StepTerm.objects.create(act=act, days=days, **({"valid_from": LONG_AGO} | fields))


def figure(days: int, code: str = "appraise_unit", **fields) -> LegalFigure:
    about = {"kind": "time_rule", "value": {"days": days}, "valid_from": LONG_AGO, "evidence": "T", "citation": "NĐ 1"}
    return LegalFigure.objects.create(code=code, **(about | fields))


def days(asked: Asked) -> int:
    return step_terms.answers({1: asked})[1].days


@pytest.fixture
def place():
    return make_body(), make_award()


def test_the_most_particular_row_counts(place):
    body, award = place
    other_body, other_award = make_body(), make_award()
    row(11, body=body, award=award), row(12, award=award), row(13, body=body)
    assert days(Asked("receive", DAY, body.pk, award.pk)) == 11
    assert days(Asked("receive", DAY, other_body.pk, award.pk)) == 12
    assert days(Asked("receive", DAY, body.pk, other_award.pk)) == 13
    assert days(Asked("receive", DAY, other_body.pk, other_award.pk)) == 20


def test_regulation_goes_before_an_assumption_and_the_office_before_an_unread_source(place):
    body, award = place
    asked = Asked("receive", DAY, body.pk, award.pk, figures=("appraise_unit",))
    figure(25, evidence="S")
    assert days(asked) == 25
    row(15, evidence="L", citation="Quy chế của cơ quan")
    assert days(asked) == 15
    figure(30, valid_from=date(2026, 1, 1))
    assert days(asked) == 30
    row(10, body=body)
    assert days(asked) == 10


def test_the_rule_that_a_version_names_is_that_of_its_award(place):
    body, award = place
    version = AwardVersion(award=award, valid_from=LONG_AGO, valid_to=date(2023, 12, 31), time_rule="appraise_province")
    figure(25, "appraise_province", valid_to=date(2023, 12, 31)), figure(28, "appraise_province", valid_from=DAY)
    figure(20)
    row(10, body=body)
    about = {"version": version, "figures": ("appraise_unit",)}
    assert days(Asked("receive", DAY, body.pk, award.pk, own_figure="appraise_province", **about)) == 25
    assert days(Asked("receive", DAY, body.pk, award.pk, **about)) == 10


def test_rows_about_an_award_are_those_of_the_ruleset_the_dossier_is_judged_by(place):
    body, award = place
    row(15, award=award, valid_to=date(2023, 12, 31)), row(18, award=award, valid_from=date(2024, 1, 1))
    version = AwardVersion(award=award, valid_from=LONG_AGO, valid_to=date(2023, 12, 31))
    assert days(Asked("receive", DAY, body.pk, award.pk)) == 18
    assert days(Asked("receive", DAY, body.pk, award.pk, version=version)) == 15


def test_work_without_a_row_of_its_own_is_like_other_work(place):
    body, award = place
    assert days(Asked("resubmit", DAY, body.pk, award.pk)) == 20
    row(8, "resubmit")
    assert (days(Asked("resubmit", DAY, body.pk, award.pk)), days(Asked("receive", DAY, body.pk))) == (8, 20)


def test_a_term_tells_who_set_it():
    figure(20), figure(25, "appraise_province", evidence="S", citation="Thủ tục năm 2017")
    assert [step_terms.answers({1: Asked("receive", DAY, figures=(code,))})[1] for code in (
        "appraise_unit", "appraise_province",
    )] == [
        StatedTerm(20, "working", "law", "NĐ 1", "T"), StatedTerm(25, "working", "office", "Thủ tục năm 2017", "S"),
    ]


def test_a_year_is_counted_by_the_calendar():
    figure(0, "archive", value={"months": 12})
    for day, length in ((date(2026, 3, 2), 365), (date(2027, 3, 2), 366), (date(2028, 2, 29), 365)):
        term = step_terms.answers({1: Asked("archive", day, figures=("archive",))})[1]
        assert (term.days, term.unit, term.basis) == (length, "calendar", "law")


def test_law_needs_a_source_that_was_read():
    unread = StepTerm(act="receive", days=20, basis="law", evidence="M", citation="NĐ 1", valid_from=DAY)
    with pytest.raises(ValidationError):
        unread.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        unread.save()
    row(20, basis="law", evidence="T", citation="NĐ 1 Đ.2")


def test_the_terms_of_a_new_installation_are_assumptions_and_what_was_entered_stays():
    assert set(StepTerm.objects.values_list("basis", "evidence")) == {("office", "M")}
    StepTerm.objects.filter(act="receive").update(days=15, evidence="L")
    StepTerm.objects.filter(act="submit").delete()
    term_seeding.sow()
    assert dict(StepTerm.objects.filter(act__in=["receive", "submit"]).values_list("act", "days")) == {
        "receive": 15, "submit": 3,
    }


def test_an_administrator_sets_a_term(client):
    body = make_body("STP", level=Level.DEPARTMENT)
    client.force_login(make_holder(Role.ADMINISTRATOR, body))
    data = {
        "act": "receive", "body": body.pk, "award": "", "days": "12", "unit": "working", "starts": "complete",
        "again": "left", "basis": "law", "citation": "", "evidence": "M", "valid_from": "01/01/2026", "valid_to": "",
    }
    url = reverse("admin:workflow_stepterm_add")
    refused = client.post(url, data)
    assert refused.context["adminform"].form.non_field_errors() == [
        "Chỉ ghi 'theo quy định' khi có văn bản đã đọc: nêu căn cứ và mức căn cứ."
    ]
    assert client.post(url, data | {"basis": "office", "evidence": "L", "citation": "Quy chế"}).status_code == 302
    assert days(Asked("receive", DAY, body.pk)) == 12
    assert "Thẩm định hồ sơ" in client.get(reverse("admin:workflow_stepterm_changelist")).content.decode()
