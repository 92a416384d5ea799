"""Printed slips: whoever scans one signs in and lands on the dossier, if it is theirs to see."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from django.conf import settings
from django.test import Client
from django.urls import reverse

from dossiers.models import Dossier
from dossiers.vocabulary import State
from tests import factories as make
from tests.world import bring, drafts, make_world
from workflow.documents import slips
from workflow.models import Correction

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SECRET = "Lý Thị Bí Mật"


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def world():
    return make_world()


def secret_dossier(world, state: str = State.APPRAISING, **about) -> Dossier:
    return bring(world, state, nominees=[make.make_person(world.unit, name=SECRET)], **about)[0]


def test_the_code_holds_the_address_of_the_dossier(world, settings):
    settings.BASE_URL = "https://thidua.example.vn"
    dossier = drafts(world)[0]
    address = f"https://thidua.example.vn/ho-so/{dossier.code}/"
    assert slips.qr_of(dossier) == segno.make(address, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="vd-qr", lineclass=None
    )
    assert "style" not in slips.qr_of(dossier)


def test_who_scans_it_signs_in_and_lands_on_the_dossier(world):
    dossier = secret_dossier(world)
    client = Client()
    asked = client.get(reverse("workflow:dossier", args=[dossier.code]))
    assert (asked.status_code, SECRET in asked.content.decode()) == (302, False)
    signed_in = client.post(
        asked["Location"],
        {"username": world.head.username, "password": make.PASSWORD, "next": _next(asked["Location"])},
    )
    assert signed_in["Location"] == reverse("workflow:dossier", args=[dossier.code])
    assert SECRET in client.get(signed_in["Location"]).content.decode()


def _next(location: str) -> str:
    return parse_qs(urlsplit(location).query)["next"][0]


def test_a_stranger_who_scans_it_finds_nothing(world):
    dossier = secret_dossier(world)
    for page in ("dossier", "dossier_slip"):
        answer = browser(world.other_head).get(reverse(f"workflow:{page}", args=[dossier.code]))
        assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)


def test_the_slip_says_what_lies_where_and_not_how_far_it_is(world):
    account = make.make_user(name=SECRET)
    dossier = bring(world, State.NOT_ENDORSED, nominees=[make.make_person(world.unit, name=SECRET, user=account)])[0]
    for reader in (account, world.head, world.office_head):
        page = browser(reader).get(reverse("workflow:dossier_slip", args=[dossier.code])).content.decode()
        assert "PHIẾU TIẾP NHẬN HỒ SƠ" in page
        assert [word in page for word in (SECRET, dossier.code, world.body.name)] == [True, True, True]
        assert (str(State.NOT_ENDORSED.label) in page, page.count("<svg")) == (False, 1)


def test_a_draft_has_no_slip_and_a_sent_one_none_of_its_receipt(world):
    draft = drafts(world)[0]
    assert browser(world.head).get(reverse("workflow:dossier_slip", args=[draft.code])).status_code == 404
    sent = bring(world, State.SUBMITTED)[0]
    page = browser(world.head).get(reverse("workflow:dossier_slip", args=[sent.code])).content.decode()
    assert ("PHIẾU GỬI HỒ SƠ" in page, "PHIẾU TIẾP NHẬN" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 30])
def test_a_hand_in_prints_one_slip_a_line_for_those_at_work_on_it(world, count, django_assert_max_num_queries):
    rows = bring(world, State.SUBMITTED, nominees=[
        make.make_person(world.unit, name=f"{SECRET} {n}", user=make.make_user() if n == 0 else None)
        for n in range(count)
    ])
    address = reverse("workflow:hand_in_slips", args=[rows[0].hand_in_id])
    client = browser(world.office_head)
    with django_assert_max_num_queries(16):
        page = client.get(address).content.decode()
    assert page.count("<svg") == count
    for stranger in (world.other_head, rows[0].nominee.user, world.members[0]):
        answer = browser(stranger).get(address)
        assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)


def test_the_request_to_mend_names_what_and_why_to_its_own_unit_only(world):
    ours = secret_dossier(world, State.RETURNED)
    theirs = bring(world, State.RETURNED, unit=world.unit)[0]
    request = Correction.objects.get(items__dossier=ours)
    address = reverse("workflow:correction_sheet", args=[request.pk])
    page = browser(world.head).get(address).content.decode()
    assert "PHIẾU YÊU CẦU BỔ SUNG HỒ SƠ" in page
    told = (SECRET, "Cần bổ sung cho đủ theo quy định", "Tóm tắt thành tích", world.appraiser.full_name)
    assert [word in page for word in told] == [True] * 4
    assert (theirs.code in page, page.count("<svg")) == (False, 1)
    assert browser(world.office_head).get(address).status_code == 200
    for stranger in (world.other_head, world.members[0], make.make_user()):
        answer = browser(stranger).get(address)
        assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)


def test_the_pages_lead_to_their_slips(world):
    dossier = secret_dossier(world, State.RETURNED)
    request = Correction.objects.get(items__dossier=dossier)
    page = browser(world.head).get(reverse("workflow:dossier", args=[dossier.code])).content.decode()
    assert reverse("workflow:dossier_slip", args=[dossier.code]) in page
    assert reverse("workflow:correction_sheet", args=[request.pk]) in page
    hand_in = browser(world.head).get(reverse("dossiers:hand_in", args=[dossier.hand_in_id])).content.decode()
    assert reverse("workflow:hand_in_slips", args=[dossier.hand_in_id]) in hand_in


def test_nothing_on_the_slip_is_inline(world):
    dossier = secret_dossier(world)
    page = browser(world.head).get(reverse("workflow:dossier_slip", args=[dossier.code])).content.decode()
    assert re.findall(r"\sstyle=|<style|<script(?![^>]*src=)|\son[a-z]+=", page) == []
    assert settings.BASE_URL not in page
