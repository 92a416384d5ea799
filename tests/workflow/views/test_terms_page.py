"""Who set a deadline stands on every screen, and all terms on one page."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import clock
from dossiers.models import LegalFigure, Round
from dossiers.vocabulary import Role, State
from tests.factories import LONG_AGO, give_post
from tests.world import bring, make_world
from workflow.models import Procedure, StepTerm

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def reading(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, url: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(url).content.decode()).split())


def number_by_law() -> LegalFigure:
    return LegalFigure.objects.create(
        kind="time_rule", code="number_issue", value={"days": 1}, evidence="T", citation="NĐ 30/2020/NĐ-CP Đ.15, 18",
        valid_from=LONG_AGO,
    )


def rows(client: Client) -> dict[str, list[tuple[str, str, str]]]:
    found = client.get(reverse("workflow:terms")).context["sections"]
    return {each.basis: [(row.work, row.term, row.scope) for row in each.rows] for each in found}


def test_everybody_reads_the_terms_apart_by_who_set_them(world, django_assert_num_queries):
    number_by_law()
    StepTerm.objects.exclude(act__in=["receive", "archive"]).delete()
    StepTerm.objects.filter(act="archive").update(evidence="L", citation="Quy chế", days=200)
    StepTerm.objects.create(act="receive", days=15, award=world.award, valid_from=LONG_AGO)
    StepTerm.objects.create(act="receive", days=99, valid_from=LONG_AGO, valid_to=date(2020, 1, 1))
    world.season.dossiers_by = date(2099, 11, 30)
    world.season.save()
    Round.objects.create(season=world.season, number=1, dossiers_by=date(2099, 6, 15)), Round(season=world.season)
    client = reading(world.head)
    assert rows(client) == {
        "law": [("Cấp số, phát hành văn bản", "1 ngày làm việc", "")],
        "plan": [
            ("Gửi hồ sơ đề nghị khen thưởng", "đến hết ngày 30/11/2099", world.season.title),
            ("Gửi hồ sơ đề nghị khen thưởng", "đến hết ngày 15/06/2099", f"{world.season.title}, Đợt 1"),
        ],
        "office": [("Nộp lưu hồ sơ", "200 ngày làm việc", "")],
        "assumed": [
            ("Thẩm định hồ sơ", "15 ngày làm việc", world.award.name), ("Thẩm định hồ sơ", "20 ngày làm việc", ""),
        ],
    }
    edit = reverse("admin:workflow_stepterm_changelist")
    assert edit not in client.get(reverse("workflow:terms")).content.decode()
    give_post(world.head, Role.ADMINISTRATOR, world.body)
    assert edit in reading(world.head).get(reverse("workflow:terms")).content.decode()


def test_the_dossier_and_the_paper_say_that_the_number_is_due_by_law(world):
    number_by_law()
    row = bring(world, State.SIGNED)[0]
    told = f"{row.due_at:%d/%m/%Y} · theo quy định (NĐ 30/2020/NĐ-CP Đ.15, 18)"
    assert told in text(reading(world.clerk), reverse("workflow:dossier", args=[row.code]))
    decision = row.decision_items.get().decision
    assert told in text(reading(world.clerk), reverse("workflow:decision", args=[decision.pk]))
    assert f"{row.due_at:%d/%m/%Y} theo quy định" in text(reading(world.clerk), reverse("workflow:decisions"))


def test_an_assumed_term_is_never_shown_as_law(world):
    row = bring(world, State.APPRAISING)[0]
    due = f"{row.due_at:%d/%m/%Y}"
    page = text(reading(world.appraiser), reverse("workflow:dossier", args=[row.code]))
    assert f"{due} · tham khảo, chưa có văn bản (Mặc định của phần mềm" in page
    procedure = Procedure.objects.get()
    for url in (
        reverse("workflow:inbox"), reverse("workflow:work", args=[procedure.pk]), reverse("dossiers:dossier_list"),
    ):
        client = reading(world.appraiser)
        assert re.search(rf"{due}\)? tham khảo, chưa có văn bản", text(client, url)), url
        assert "vd-basis-law" not in client.get(url).content.decode()


def test_the_unit_reads_until_when_it_mends_and_that_the_clock_stands(world):
    row = bring(world, State.RETURNED)[0]
    due = f"{row.due_at:%d/%m/%Y}"
    procedure = Procedure.objects.get(kind="correction")
    page = text(reading(world.head), reverse("workflow:mend", args=[procedure.pk]))
    assert f"Đơn vị bổ sung trước {due} · tham khảo, chưa có văn bản" in page
    assert "thời gian thẩm định đang dừng" in page
    page = text(reading(world.appraiser), reverse("workflow:dossier", args=[row.code]))
    assert f"(hạn {due}, tham khảo, chưa có văn bản), thời gian thẩm định đang dừng" in page


def test_a_late_answer_is_late_on_every_list(world):
    row = bring(world, State.RETURNED)[0]
    with clock.set_to(row.due_at.replace(year=row.due_at.year + 1)):
        found = reading(world.head).get(reverse("dossiers:dossier_list"), {"overdue": "on"})
        assert [each.pk for each in found.context["page"].object_list] == [row.pk]
