"""The signed result of a posting held elsewhere is attached to what left appraisal without the posting it needs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiers.models import Paper, PaperType
from dossiers.papers import store
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Family, Role, State
from tests import factories as make
from tests.dossiers.files import PDF, upload
from tests.walking import browser
from tests.workflow.posting.test_required import against, office_asks
from tests.world import World, bring, fresh, make_world, number
from workflow import journal
from workflow.decisions import papers
from workflow.models import Decision, Entry
from workflow.posting import attaching

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    PaperType.objects.create(code="CONG_KHAI", name="Kết quả công khai", producer="office")
    return make_world()


@pytest.fixture
def signed(world) -> list:
    """Two lines of one signed decision, of which a posting is asked now."""
    rows = bring(world, State.SIGNED, 2)
    office_asks(world)
    return rows


def address(row) -> str:
    return reverse("workflow:dossier_posting_result", args=[row.code])


def attach(rows, actor):
    return attaching.attach(rows, scan=store(upload("ket-qua.pdf", PDF)), name="ket-qua.pdf", actor=actor)


def test_a_signed_decision_goes_out_once_the_result_is_attached_to_all_its_lines(world, signed):
    assert [each.pk for each in attaching.wanting(signed[0])] == [each.pk for each in signed]
    attach(signed[:1], world.appraiser)
    assert [len(against("issue", each, world.clerk)) for each in signed] == [0, 1]
    attach(signed[1:], world.appraiser)
    decision = Decision.objects.get()
    number(world, decision)
    papers.issue(decision, actor=world.clerk)
    assert {each.state for each in fresh(signed)} == {State.GRANTED}
    told = Entry.objects.filter(act="attach_posting_result").order_by("pk")
    assert list(told.values_list("dossier", "actor", "facts__file")) == [
        (each.pk, world.appraiser.pk, "ket-qua.pdf") for each in signed
    ]
    assert list(journal.faults()) == []


def test_only_the_office_attaches_it_and_only_where_it_is_lacking(world, signed):
    for actor in (world.head, world.clerk, world.decider):
        with pytest.raises(Refused) as refused:
            attach(signed, actor)
        assert refused.value.families == {Family.ROLE}
    [free] = bring(world, State.APPRAISING)
    attach(signed[:1], world.appraiser)
    with pytest.raises(Refused) as refused:
        attach([*signed, free], world.appraiser)
    assert set(refused.value.by_dossier) == {signed[0].pk, free.pk}
    with pytest.raises(Refused):
        attach([], world.appraiser)
    assert Paper.objects.filter(paper_type__code="CONG_KHAI").count() == 1


def test_the_office_does_it_on_a_page_that_the_dossier_leads_to(world, signed):
    office = browser(world.appraiser)
    link = f'href="{address(signed[0])}"'
    assert f'<a class="btn btn-primary" {link}' in office.get(
        reverse("workflow:dossier", args=[signed[0].code])
    ).content.decode()
    shown = office.get(address(signed[0])).content.decode()
    assert [each.nominee_name in shown for each in signed] == [True, True]
    typed = {"dossier": [each.pk for each in signed], "scan": SimpleUploadedFile("ket-qua.pdf", PDF)}
    missing = office.post(address(signed[0]), {"dossier": [signed[0].pk]})
    assert (missing.status_code, "Hãy chọn tệp." in missing.content.decode()) == (200, True)
    none = office.post(address(signed[0]), {"scan": SimpleUploadedFile("ket-qua.pdf", PDF)})
    assert (none.status_code, "Chưa chọn hồ sơ nào." in none.content.decode()) == (409, True)
    assert office.post(address(signed[0]), typed).status_code == 302
    assert set(Paper.objects.values_list("dossier", "file_name")) == {(each.pk, "ket-qua.pdf") for each in signed}
    assert link not in office.get(reverse("workflow:dossier", args=[signed[0].code])).content.decode()


@pytest.mark.parametrize("who", ["head", "clerk", "decider", "inspector", "stranger"])
def test_nobody_else_opens_that_page(world, signed, who):
    user = make.make_holder(Role.OFFICE, make.make_body()) if who == "stranger" else getattr(world, who)
    assert browser(user).get(address(signed[0])).status_code == 404


def test_where_no_posting_is_asked_there_is_no_such_page(world):
    [row] = bring(world, State.SIGNED)
    assert browser(world.appraiser).get(address(row)).status_code == 404
