"""The catalogue, the office's lists and the years, as an administrator may and may not change them."""

import pytest
from django.urls import reverse

from dossiers.models import Award, AwardVersion, CodePattern, LegalFigure, OwnLineRule, ReasonText, Season
from dossiers.vocabulary import Level, Role
from tests.factories import make_award, make_body, make_draft, make_holder, make_season

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def administrator(client):
    person = make_holder(Role.ADMINISTRATOR, make_body("STP", name="Sở Tư pháp"))
    client.force_login(person)
    return person


def errors(response) -> dict:
    return {name: list(rows) for name, rows in response.context["adminform"].form.errors.items()}


def test_an_authority_names_a_level_or_a_body(client):
    award = make_award()
    data = {"award": award.pk, "level": "", "body": "", "valid_from": "01/01/2026", "evidence": "L",
            "via-TOTAL_FORMS": "0", "via-INITIAL_FORMS": "0"}
    url = reverse("admin:dossiers_authority_add")
    assert errors(client.post(url, data)) == {"level": ["Hãy chọn cấp quyết định hoặc một cơ quan quyết định."]}
    assert client.post(url, data | {"level": Level.PROVINCE}).status_code == 302
    assert set(award.authorities.values_list("level", flat=True)) == {Level.DEPARTMENT, Level.PROVINCE}


def test_an_award_in_use_is_not_deleted_and_an_unused_one_is(client):
    used, unused = make_award(), make_award()
    make_draft(award=used)
    for award in (used, unused):
        client.post(reverse("admin:dossiers_award_delete", args=[award.pk]), {"post": "yes"})
    assert list(Award.objects.all()) == [used]


def test_a_version_by_which_a_dossier_was_judged_stays_as_it_was(client):
    award = make_award()
    version = award.versions.get()
    url = reverse("admin:dossiers_awardversion_change", args=[version.pk])
    data = {"award": award.pk, "valid_from": "01/01/2000", "evidence": "L", "citation": "Quy chế mới", "extra": "{}",
            "marks": "{}", "papers-TOTAL_FORMS": "0", "papers-INITIAL_FORMS": "0"}
    assert client.post(url, data).status_code == 302
    make_draft(award=award, award_version=version)
    assert client.post(url, data | {"citation": "Sửa sau khi đã xét"}).status_code == 403
    assert AwardVersion.objects.get(pk=version.pk).citation == "Quy chế mới"
    assert client.get(url).status_code == 200


def test_a_pattern_of_codes_must_keep_codes_apart(client):
    url = reverse("admin:dossiers_codepattern_add")
    assert list(errors(client.post(url, {"kind": "dossier", "pattern": "HS-{unit}"}))) == ["pattern"]
    assert client.post(url, {"kind": "dossier", "pattern": "HS-{unit}-{serial}"}).status_code == 302
    assert CodePattern.objects.get().pattern == "HS-{unit}-{serial}"


def test_reasons_are_offered_for_the_acts_that_ask_for_one(client):
    url = reverse("admin:dossiers_reasontext_add")
    page = client.get(url).content.decode()
    assert "Yêu cầu bổ sung" in page
    assert 'value="receive"' not in page
    data = {"act": "return_for_correction", "text": "Thiếu biên bản bình xét.", "position": "1"}
    assert client.post(url, data).status_code == 302
    assert ReasonText.objects.get().text == "Thiếu biên bản bình xét."
    assert list(errors(client.post(url, data | {"act": "receive"}))) == ["act"]


def test_the_rule_of_the_own_line_changes_its_policy_but_not_its_act(client):
    rule = OwnLineRule.objects.create(act="vote", policy="barred", evidence="L")
    page = client.get(reverse("admin:dossiers_ownlinerule_changelist")).content.decode()
    assert "Biểu quyết" in page
    data = {"act": "sign", "policy": "warned", "evidence": "L", "citation": "Quy chế 2026"}
    client.post(reverse("admin:dossiers_ownlinerule_change", args=[rule.pk]), data)
    rule.refresh_from_db()
    assert (rule.act, rule.policy, rule.citation) == ("vote", "warned", "Quy chế 2026")
    assert client.get(reverse("admin:dossiers_ownlinerule_add")).status_code == 403


def test_a_year_is_only_looked_at(client):
    season = make_season(2026)
    url = reverse("admin:dossiers_season_change", args=[season.pk])
    data = {"year": "2026", "title": "Đổi tên", "waived": '["quota"]', "closed_at_0": "01/01/2026"}
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == 403
    assert client.post(reverse("admin:dossiers_season_delete", args=[season.pk]), {"post": "yes"}).status_code == 403
    assert (Season.objects.get().title, Season.objects.get().waived) == ("Năm thi đua 2026", [])


FIGURE = {
    "kind": "time_rule", "code": "appraise_unit", "evidence": "L", "citation": "Quy chế", "valid_from": "01/01/2027",
}


@pytest.fixture
def figure():
    return LegalFigure.objects.create(
        kind="time_rule", code="appraise_unit", value={"days": 20, "unit": "working"}, valid_from="2024-01-01",
        valid_to="2026-12-31", evidence="T",
    )


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ('{"days": 15, "unit": "working"}', None),
        ('{"days": "hai mươi", "unit": "working"}', "Thiếu, thừa hoặc sai kiểu: days."),
        ('{"ngay": 15, "unit": "working"}', "Thiếu, thừa hoặc sai kiểu: days, ngay."),
        ("20", 'Phải có dạng như các dòng cùng loại, ví dụ: {"days": 20, "unit": "working"}'),
    ],
)
def test_a_figure_keeps_the_shape_that_the_rules_read(client, figure, value, problem):
    response = client.post(reverse("admin:dossiers_legalfigure_add"), FIGURE | {"value": value})
    if problem is None:
        assert response.status_code == 302
        assert LegalFigure.objects.count() == 2
    else:
        assert errors(response) == {"value": [problem]}
        assert LegalFigure.objects.count() == 1


def test_a_figure_of_an_unknown_kind_or_no_json_at_all_is_refused(client, figure):
    url = reverse("admin:dossiers_legalfigure_add")
    assert errors(client.post(url, FIGURE | {"kind": "gi_do", "value": '{"days": 1}'})) == {
        "value": ["Chưa có loại số liệu 'gi_do'; chỉ thêm được giai đoạn mới cho loại đã có."]
    }
    broken = errors(client.post(url, FIGURE | {"value": "{ngày"}))
    assert list(broken) == ["value"]
    assert "JSON" in broken["value"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [("marks", '{"papers": "X"}'), ("marks", '{"papers": ["T"]}'), ("marks", "[1]"), ("extra", '{"citations": 1}')],
)
def test_a_version_that_the_rules_could_not_read_is_refused(client, field, value):
    award = make_award()
    data = {"award": award.pk, "valid_from": "01/01/2000", "evidence": "L", "extra": "{}", "marks": "{}",
            "papers-TOTAL_FORMS": "0", "papers-INITIAL_FORMS": "0"} | {field: value}
    response = client.post(reverse("admin:dossiers_awardversion_change", args=[award.versions.get().pk]), data)
    assert list(errors(response)) == [field]


def test_criteria_are_shared_with_an_award_that_has_its_own(client):
    own, sharing = make_award(), make_award()
    sharing.criteria_of = own
    sharing.save()
    third = make_award()
    data = {"code": "X", "name": "Tên", "kind": "form", "subject": "both", "verb": "tặng", "evidence": "L",
            "position": "0", "authorities-TOTAL_FORMS": "0", "authorities-INITIAL_FORMS": "0"}
    url = reverse("admin:dossiers_award_change", args=[third.pk])
    for other in (sharing, third):
        assert list(errors(client.post(url, data | {"criteria_of": other.pk}))) == ["criteria_of"]
    assert client.post(url, data | {"criteria_of": own.pk}).status_code == 302


def test_the_pages_stand_under_what_they_are_about(client):
    sections = [section["name"] for section in client.get(reverse("admin:index")).context["app_list"]]
    assert sections == [
        "Người và nơi", "Hội đồng", "Danh hiệu, hình thức và quy định", "Quy định riêng của cơ quan",
        "Kết nối",
    ]
