"""A reason is typed, chosen from the office's list, or both; one serves many lines."""

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import reasons
from dossiers.vocabulary import State
from tests.world import World, bring, convene, fresh, make_world
from workflow.forms import ActForm
from workflow.judging import ACTS
from workflow.models import CorrectionItem, Entry, Procedure

pytestmark = pytest.mark.django_db

SAMPLE = "Báo cáo thành tích chưa nêu rõ kết quả trong kỳ xét."


@pytest.fixture
def world() -> World:
    world = make_world()
    texts = {"return_for_correction": [SAMPLE], "put_off": ["Cần làm rõ thêm thành tích."]}
    reasons.rewrite(world.body, texts, actor=world.office_head)
    return world


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("", SAMPLE), ("Kèm số liệu từng quý nhé.", f"Kèm số liệu từng quý nhé.\n{SAMPLE}"),
        (f"Như sau: {SAMPLE}", f"Như sau: {SAMPLE}"),
    ],
)
def test_what_is_chosen_is_added_to_what_is_typed(world, typed, whole):
    data = {"reason": typed, "reason_mau": SAMPLE, "fields": ["achievement"]}
    form = ActForm(ACTS["return_for_correction"], data, body_id=world.body.pk)
    assert form.is_valid(), form.errors
    assert form.reason == whole


def test_what_the_office_does_not_offer_is_not_chosen(world):
    data = {"reason": "", "reason_mau": "Lý do tự chế, đủ hai mươi ký tự.", "fields": ["achievement"]}
    form = ActForm(ACTS["return_for_correction"], data, body_id=world.body.pk)
    assert form.errors["reason"] == ["Hãy ghi lý do."]


def test_one_chosen_reason_serves_many_lines_and_outlives_a_refusal(world):
    rows = bring(world, State.APPRAISING, 3)
    procedure = Procedure.objects.get(open=True, lines__dossier=rows[0])
    office = Client()
    office.force_login(world.appraiser)
    url = reverse("workflow:work", args=[procedure.pk])
    asked = office.get(f"{url}?viec=return_for_correction&chon=tat-ca").content.decode()
    assert f"<option>{SAMPLE}</option>" in asked
    sent = {"viec": "return_for_correction", "bieu_mau": 1, "dossier": [row.pk for row in rows], "reason_mau": SAMPLE}
    missing = office.post(url, sent | {"reason": "Thêm nữa:"}).content.decode()
    assert f"Thêm nữa:\n{SAMPLE}" in missing  # nothing to mend was named yet; what was chosen is in the box
    office.post(url, sent | {"reason": "", "fields": "achievement"})
    assert {item.reason for item in CorrectionItem.objects.all()} == {SAMPLE}
    assert [row.state for row in fresh(rows)] == [State.RETURNED] * 3


def test_the_secretary_chooses_why_a_line_waits_for_another_session(world):
    rows = bring(world, State.AWAITING_COUNCIL, 2)
    session = convene(world, rows)
    secretary = Client()
    secretary.force_login(world.secretary)
    page = secretary.get(reverse("workflow:session", args=[session.pk])).content.decode()
    assert "<option>Cần làm rõ thêm thành tích.</option>" in page
    url = reverse("workflow:session_put_off", args=[session.pk])
    secretary.post(url, {"dossier": rows[0].pk, "reason": "", "reason_mau": "Cần làm rõ thêm thành tích."})
    assert Entry.objects.get(act="put_off").reason == "Cần làm rõ thêm thành tích."
