"""A returned dossier is edited only where the request says, and only by whom it was returned to."""

import pytest

from dossiers import mending, papers
from dossiers.models import Dossier, PaperType
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Carrier, Role
from tests.dossiers.files import upload
from tests.factories import make_draft, make_holder, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(db):
    """A dossier in the state `returned`, at the desk of its unit head."""
    from workflow import triggers

    dossier = make_draft(achievement="Cũ")
    with triggers.lifted():
        Dossier.objects.filter(pk=dossier.pk).update(state="returned")
    return Dossier.objects.get(pk=dossier.pk)


def test_named_fields_are_written_and_told(returned):
    head = make_holder(Role.UNIT_HEAD, returned.unit)
    changes = {"achievement": "Mới ", "nominee_name": "Trần Thị Đẹp", "job": "Chuyên viên", "birth_year": None}
    changed = mending.mend(returned, changes, allowed=list(mending.MENDABLE), actor=head)
    old_name = returned.nominee_name
    returned.refresh_from_db()
    assert changed == {
        "achievement": ("Cũ", "Mới"), "nominee_name": (old_name, "Trần Thị Đẹp"), "job": ("", "Chuyên viên")
    }
    assert (returned.achievement, returned.nominee_name, returned.nominee.name, returned.nominee.job) == (
        "Mới", "Trần Thị Đẹp", "Trần Thị Đẹp", "Chuyên viên"
    )
    assert "tran thi dep" in returned.search_key
    assert returned.state == "returned"


@pytest.mark.parametrize("field", ["nominee_name", "state", "award_id", "deciding_body_id"])
def test_a_field_that_was_not_named_is_refused_and_nothing_is_written(returned, field):
    drafter = make_holder(Role.DRAFTER, returned.unit)
    with pytest.raises(Refused) as refused:
        mending.mend(
            returned, {"achievement": "Mới", field: "1"}, allowed=["achievement", "state", "award_id"], actor=drafter
        )
    assert refused.value.families == {"role"}
    assert Dossier.objects.get(pk=returned.pk).achievement == "Cũ"


def test_people_of_other_units_and_the_asking_office_do_not_mend(returned):
    for person in (make_holder(Role.UNIT_HEAD, make_unit()), make_holder(Role.OFFICE, returned.body)):
        with pytest.raises(Refused) as refused:
            mending.mend(returned, {"achievement": "Mới"}, allowed=["achievement"], actor=person)
        assert refused.value.families == {"role"}


def test_what_lies_with_the_sending_office_is_mended_by_that_office(returned):
    Dossier.objects.filter(pk=returned.pk).update(desk_role=Role.OFFICE, desk_unit=returned.body)
    office = make_holder(Role.OFFICE, returned.body)
    assert mending.mend(returned, {"achievement": "Mới"}, allowed=["achievement"], actor=office) == {
        "achievement": ("Cũ", "Mới")
    }
    with pytest.raises(Refused):
        head = make_holder(Role.UNIT_HEAD, returned.unit)
        mending.mend(returned, {"achievement": "Nữa"}, allowed=["achievement"], actor=head)


def test_only_a_returned_dossier_is_mended():
    draft = make_draft()
    with pytest.raises(Refused) as refused:
        mending.mend(draft, {"achievement": "Mới"}, allowed=["achievement"], actor=make_holder("unit_head", draft.unit))
    assert refused.value.families == {"state"}


def test_the_name_of_a_person_with_an_account_stays_the_accounts(returned):
    head = make_holder(Role.UNIT_HEAD, returned.unit)
    person = make_person(returned.unit, name="Ngô Ân", user=head)
    Dossier.objects.filter(pk=returned.pk).update(nominee=person, nominee_name="Ngô Ân")
    mending.mend(returned, {"nominee_name": "Ngô Văn Ân"}, allowed=["nominee_name"], actor=head)
    returned.refresh_from_db()
    assert (returned.nominee_name, returned.nominee.name) == ("Ngô Văn Ân", "Ngô Ân")


def test_named_papers_are_renewed_on_their_carrier(returned):
    head = make_holder(Role.UNIT_HEAD, returned.unit)
    own = PaperType.objects.create(code="BC", name="Báo cáo", carrier=Carrier.DOSSIER)
    common = PaperType.objects.create(code="TT", name="Tờ trình", carrier=Carrier.HAND_IN)
    stored = papers.store(upload("a.pdf"))
    first = mending.mend_paper(returned, stored, name="a.pdf", paper_type=own, allowed=["BC", "TT"], actor=head)
    second = mending.mend_paper(returned, stored, name="a.pdf", paper_type=common, allowed=["BC", "TT"], actor=head)
    assert (first.dossier, second.hand_in) == (returned, returned.hand_in)
    with pytest.raises(Refused):
        mending.mend_paper(returned, stored, name="a.pdf", paper_type=common, allowed=["BC"], actor=head)


def test_what_was_sent_again_meanwhile_takes_no_more_papers(returned):
    from workflow import triggers

    head = make_holder(Role.UNIT_HEAD, returned.unit)
    own = PaperType.objects.create(code="BC", name="Báo cáo", carrier=Carrier.DOSSIER)
    stored = papers.store(upload("a.pdf"))
    with triggers.lifted():
        Dossier.objects.filter(pk=returned.pk).update(state="appraising")
    with pytest.raises(Refused) as refused:
        mending.mend_paper(returned, stored, name="a.pdf", paper_type=own, allowed=["BC"], actor=head)
    assert (refused.value.families, returned.papers.count()) == ({"state"}, 0)
