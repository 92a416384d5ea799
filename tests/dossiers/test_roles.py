"""Rights follow posts, delegations and absences by date, and end at once."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from dossiers import clock, roles
from dossiers.models import Delegation
from dossiers.roles import Grant
from dossiers.vocabulary import Role
from tests.factories import be_away, delegate, give_post, make_body, make_holder, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return make_body("STP", name="Sở Tư pháp")


def pairs(user, day=None):
    return {(grant.role, grant.unit_id) for grant in roles.grants_of(user, day=day)}


def test_a_post_counts_from_its_first_to_its_last_day(body):
    clerk = make_holder(Role.CLERK, body, start=date(2026, 3, 1), end=date(2026, 3, 31))
    expected = {date(2026, 2, 28): set(), date(2026, 3, 1): {(Role.CLERK, body.pk)},
                date(2026, 3, 31): {(Role.CLERK, body.pk)}, date(2026, 4, 1): set()}
    assert {day: pairs(clerk, day) for day in expected} == expected


def test_a_post_that_ends_takes_effect_at_the_next_question(body):
    clerk = make_user()
    post = give_post(clerk, Role.CLERK, body)
    assert roles.holds(clerk, Role.CLERK, body.pk)
    post.valid_to = clock.today() - timedelta(days=1)
    post.save()
    assert not roles.holds(clerk, Role.CLERK, body.pk)


def test_a_role_in_one_body_is_no_role_in_another(body):
    other = make_body("SNV")
    clerk = make_holder(Role.CLERK, other)
    assert (roles.holds(clerk, Role.CLERK, other.pk), roles.holds(clerk, Role.CLERK, body.pk)) == (True, False)


def test_heading_the_office_and_appraising_imply_the_office(body):
    head, appraiser = make_holder(Role.OFFICE_HEAD, body), make_holder(Role.APPRAISER, body)
    assert pairs(head) == {(Role.OFFICE_HEAD, body.pk), (Role.OFFICE, body.pk)}
    assert pairs(appraiser) == {(Role.APPRAISER, body.pk), (Role.OFFICE, body.pk)}


def test_a_deactivated_account_and_a_stranger_hold_nothing(body):
    clerk = make_holder(Role.CLERK, body)
    clerk.is_active = False
    clerk.save()
    assert roles.grants_of(clerk) == []
    assert roles.grants_of(AnonymousUser()) == []


def test_a_stale_copy_of_a_deactivated_account_holds_no_post(body):
    clerk = make_holder(Role.CLERK, body)
    type(clerk).objects.filter(pk=clerk.pk).update(is_active=False)
    assert roles.grants_of(clerk) == []


def test_a_delegation_covers_only_the_acts_it_names(body):
    director, deputy = make_holder(Role.DECIDER, body, name="Trần Thị Bình"), make_user()
    delegate(director, deputy, Role.DECIDER, body, acts=["sign"], paper="12/QĐ-STP ngày 02/01/2026")
    assert roles.grants_of(deputy) == [
        Grant(Role.DECIDER, body.pk, frozenset({"sign"}),
              "thừa ủy quyền của Trần Thị Bình theo 12/QĐ-STP ngày 02/01/2026", "delegation")
    ]
    asked = [roles.holds(deputy, Role.DECIDER, body.pk, act=act) for act in ("sign", "refuse", None)]
    assert asked == [True, False, False]


@pytest.mark.parametrize(("form", "words"), [("KT.", "ký thay Lê A"), ("TL.", "thừa lệnh của Lê A")])
def test_a_delegation_says_in_whose_place(body, form, words):
    director, deputy = make_holder(Role.DECIDER, body, name="Lê A"), make_user()
    delegate(director, deputy, Role.DECIDER, body, acts=["sign"], form=form, paper="3/QĐ")
    assert [grant.on_behalf for grant in roles.grants_of(deputy)] == [f"{words} theo 3/QĐ"]


def test_a_long_paper_is_cut_to_what_the_journal_keeps(body):
    director, deputy = make_holder(Role.DECIDER, body, name="Lê A"), make_user()
    delegate(director, deputy, Role.DECIDER, body, acts=["sign"], paper="9/QĐ " + "x" * 240)
    (grant,) = roles.grants_of(deputy)
    assert (len(grant.on_behalf), grant.on_behalf[-1]) == (160, "…")


def test_a_delegation_ends_on_its_date_and_with_the_post_of_its_giver(body):
    director, deputy = make_user(), make_user()
    post = give_post(director, Role.DECIDER, body)
    delegate(director, deputy, Role.DECIDER, body, acts=["sign"], start=date(2026, 1, 1), end=date(2026, 6, 30))
    assert pairs(deputy, date(2026, 6, 30)) == {(Role.DECIDER, body.pk)}
    assert pairs(deputy, date(2026, 7, 1)) == set()
    post.valid_to = date(2026, 5, 31)
    post.save()
    assert pairs(deputy, date(2026, 6, 1)) == set()


def test_a_delegation_is_never_passed_on(body):
    director, deputy, third = make_holder(Role.DECIDER, body), make_user(), make_user()
    delegate(director, deputy, Role.DECIDER, body, acts=["sign"])
    delegate(deputy, third, Role.DECIDER, body, acts=["sign"])
    assert roles.grants_of(third) == []
    row = Delegation(giver=deputy, receiver=third, role=Role.DECIDER, unit=body, acts=["sign"], paper="13/QĐ-STP",
                     valid_from=clock.today(), valid_to=clock.today())
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["giver"]


def test_a_delegation_by_a_deactivated_giver_lapses(body):
    director, deputy = make_holder(Role.DECIDER, body), make_user()
    delegate(director, deputy, Role.DECIDER, body, acts=["sign"])
    director.is_active = False
    director.save()
    assert roles.grants_of(deputy) == []


def test_a_stand_in_does_the_daily_work_but_neither_signs_nor_inspects_nor_configures(body):
    absent, stand_in = make_user(name="Lê Văn Cường"), make_user()
    for role in (Role.OFFICE, Role.DECIDER, Role.DEPUTY, Role.INSPECTOR, Role.ADMINISTRATOR):
        give_post(absent, role, body)
    be_away(absent, stand_in=stand_in, start=date(2026, 5, 4), end=date(2026, 5, 8))
    words = "làm thay Lê Văn Cường, vắng mặt đến hết ngày 08/05/2026"
    assert roles.grants_of(stand_in, day=date(2026, 5, 8)) == [Grant(Role.OFFICE, body.pk, None, words, "stand_in")]
    assert roles.grants_of(stand_in, day=date(2026, 5, 9)) == []


def test_of_two_absences_only_the_one_of_today_makes_a_stand_in(body):
    absent, now, later = make_holder(Role.CLERK, body), make_user(), make_user()
    be_away(absent, stand_in=now, start=date(2026, 5, 4), end=date(2026, 5, 8))
    be_away(absent, stand_in=later, start=date(2026, 6, 1), end=date(2026, 6, 5))
    assert pairs(now, date(2026, 5, 5)) == {(Role.CLERK, body.pk)}
    assert pairs(later, date(2026, 5, 5)) == set()


def test_a_stand_in_does_not_get_what_the_absent_stood_in_for_or_was_delegated(body):
    other = make_body("SNV")
    absent, stand_in = make_user(), make_user()
    be_away(make_holder(Role.CLERK, body), stand_in=absent)
    delegate(make_holder(Role.DECIDER, other), absent, Role.DECIDER, other, acts=["sign"])
    be_away(absent, stand_in=stand_in)
    assert roles.grants_of(stand_in) == []


def test_holders_leave_the_absent_out_and_name_the_stand_in(body):
    here, absent, stand_in = make_holder(Role.OFFICE, body), make_holder(Role.OFFICE, body), make_user()
    be_away(absent, stand_in=stand_in)
    assert roles.holders(Role.OFFICE, body.pk) == [here, stand_in]
    assert roles.away([here.pk, absent.pk, stand_in.pk]) == {absent.pk}
    assert [roles.is_away(person) for person in (here, absent)] == [False, True]


def test_holders_include_implied_roles_and_delegations_but_no_other_unit(body):
    head, delegated = make_holder(Role.OFFICE_HEAD, body), make_user()
    make_holder(Role.OFFICE, make_body("SNV"))
    delegate(head, delegated, Role.OFFICE_HEAD, body, acts=["declare_ineligible"])
    assert roles.holders(Role.OFFICE, body.pk) == [head, delegated]


def test_holders_leave_out_the_deactivated(body):
    gone, stand_in = make_holder(Role.CLERK, body), make_holder(Role.CLERK, body)
    be_away(gone, stand_in=stand_in)
    for person in (gone, stand_in):
        person.is_active = False
        person.save()
    assert roles.holders(Role.CLERK, body.pk) == []


def test_an_absent_decider_is_replaced_by_nobody_without_a_paper(body):
    decider = make_holder(Role.DECIDER, body)
    be_away(decider, stand_in=make_user())
    assert roles.holders(Role.DECIDER, body.pk) == []


def test_an_appraisers_desk_falls_to_the_office_only_when_nobody_appraises(body):
    office = make_holder(Role.OFFICE, body)
    assert roles.holders(Role.APPRAISER, body.pk) == [office]
    appraiser = make_holder(Role.APPRAISER, body)
    assert roles.holders(Role.APPRAISER, body.pk) == [appraiser]


def test_holders_of_many_desks_cost_as_much_as_of_one(body, django_assert_num_queries):
    units = [make_unit(under=body) for _ in range(30)]
    heads = {(Role.UNIT_HEAD.value, unit.pk): [make_holder(Role.UNIT_HEAD, unit)] for unit in units}
    one = dict(list(heads.items())[:1])
    with django_assert_num_queries(4):
        assert roles.holders_many(set(one)) == one
    with django_assert_num_queries(4):
        assert roles.holders_many(set(heads)) == heads


def test_reading_the_grants_costs_one_query_and_the_providers(body, django_assert_max_num_queries):
    person = make_holder(Role.OFFICE, body)
    with django_assert_max_num_queries(1 + len(roles._providers)):
        assert pairs(person) == {(Role.OFFICE, body.pk)}


def test_desks_include_those_beside_which_one_works(body):
    unit = make_unit(under=body)
    desks = {
        role: set(roles.desks_of(make_holder(role, place)))
        for role, place in [(Role.OFFICE, body), (Role.DEPUTY, body), (Role.DRAFTER, unit), (Role.CLERK, body)]
    }
    assert desks == {
        Role.OFFICE: {("office", body.pk), ("appraiser", body.pk)},
        Role.DEPUTY: {("deputy", body.pk), ("decider", body.pk)},
        Role.DRAFTER: {("drafter", unit.pk), ("unit_head", unit.pk)},
        Role.CLERK: {("clerk", body.pk)},
    }


def test_further_sources_can_register(body, monkeypatch):
    member = make_user()
    monkeypatch.setattr(
        roles, "_providers",
        [lambda users, day: [(pk, Grant("member", body.pk, source="seat")) for pk in users]],
    )
    monkeypatch.setattr(
        roles, "_holder_providers",
        [lambda role, units, day: [("member", unit, member) for unit in units if role == "member"]],
    )
    assert roles.holds(member, Role.MEMBER, body.pk)
    assert roles.holders(Role.MEMBER, body.pk) == [member]
    assert roles.holders(Role.CLERK, body.pk) == []
