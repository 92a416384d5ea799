"""Who gets into the configuration, and what cannot be reached there at all."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from dossiers import clock
from dossiers.models import (
    Absence,
    Authority,
    Award,
    AwardVersion,
    CodePattern,
    Delegation,
    DocumentTemplate,
    LegalFigure,
    Nominee,
    OwnLineRule,
    PaperType,
    Post,
    ReasonText,
    Season,
    Source,
    Unit,
    User,
)
from dossiers.vocabulary import Role
from notifications.models import QuietHours
from tests.factories import be_away, delegate, give_post, make_award, make_body, make_holder, make_user
from workflow.models import Council
from workflow.term_models import StepTerm

pytestmark = pytest.mark.django_db

CONFIGURED = {
    Absence, Authority, Award, AwardVersion, CodePattern, Council, Delegation, DocumentTemplate,
    LegalFigure, Nominee, OwnLineRule, PaperType, Post, QuietHours, ReasonText, Season, Source, StepTerm, Unit, User,
}
INSIDE = {"UnitName", "UnitRelation", "Post", "RequiredPaper", "RouteStep", "Authority", "Seat", "Round"}


@pytest.fixture
def body():
    return make_body("STP", name="Sở Tư pháp")


@pytest.fixture
def administrator(client, body):
    person = make_holder(Role.ADMINISTRATOR, body)
    client.force_login(person)
    return person


def test_only_configuration_is_registered_nothing_that_moves_through_the_door():
    assert set(admin.site._registry) == CONFIGURED
    inlines = {inline.model.__name__ for page in admin.site._registry.values() for inline in page.inlines}
    assert inlines == INSIDE


def admin_urls(patterns=None, prefix="") -> set[str]:
    """The route of every address under the configuration."""
    found = set()
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found |= admin_urls(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and route.startswith("admin/"):
            found.add(route)
    return found


def test_no_address_changes_a_state_a_vote_a_decision_or_the_journal():
    configured = {f"{model._meta.app_label}/{model._meta.model_name}" for model in CONFIGURED}
    models = {route.removeprefix("admin/").rsplit("/<path:object_id>", 1)[0] for route in admin_urls()
              if "<path:object_id>/change/" in route}
    assert models == configured
    moving = {"Dossier", "HandIn", "Paper", "StoredFile", "RestrictedReason", "RegisterEntry", "Counter", "Entry",
              "Batch", "Ballot", "Session", "AgendaItem", "Recusal", "Decision", "DecisionItem", "Procedure", "Line",
              "Correction", "CorrectionItem", "Unannounced", "Delivery", "Process", "Task"}
    named = {model for model in apps.get_models() if model.__name__ in moving}
    assert {model.__name__ for model in named} == moving
    for model in named:
        for page in ("add", "change", "delete", "changelist"):
            with pytest.raises(NoReverseMatch):
                reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[])


def test_no_action_deletes_many(client, administrator):
    for model in CONFIGURED:
        page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        assert "delete_selected" not in page.content.decode()


def test_an_account_is_never_deleted(client, administrator, body):
    person = make_user()
    url = reverse("admin:dossiers_user_delete", args=[person.pk])
    assert [client.get(url).status_code, client.post(url, {"post": "yes"}).status_code] == [403, 403]
    superuser = make_user(is_superuser=True)
    client.force_login(superuser)
    assert client.post(url, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    client.post(reverse("admin:dossiers_user_changelist"), chosen)
    assert User.objects.filter(pk=person.pk).exists()


def test_the_post_opens_every_page_and_its_end_closes_them_at_the_next_request(client, administrator):
    pages = [reverse("admin:index")] + [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in CONFIGURED
    ]
    assert {client.get(page).status_code for page in pages} == {200}
    administrator.posts.update(valid_to=clock.today() - timedelta(days=1))
    assert {client.get(page).status_code for page in pages} == {302}
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.DECIDER, Role.INSPECTOR, Role.CLERK])
def test_no_other_post_opens_it(client, body, role):
    client.force_login(make_holder(role, body))
    assert client.get(reverse("admin:dossiers_user_changelist"), follow=True).status_code == 403
    assert client.post(reverse("admin:dossiers_post_add"), {}, follow=True).status_code == 403
    assert Post.objects.count() == 1


def test_neither_standing_in_nor_a_delegation_opens_it(client, body):
    administrator, other = make_holder(Role.ADMINISTRATOR, body), make_user(is_staff=True)
    be_away(administrator, stand_in=other)
    delegate(administrator, other, Role.ADMINISTRATOR, body, acts=["sign"])
    client.force_login(other)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_a_stranger_is_sent_to_the_one_login_and_back(client, body):
    response = client.get("/admin/dossiers/unit/", follow=True)
    assert response.redirect_chain[-1][0] == "/dang-nhap/?next=/admin/dossiers/unit/"
    person = make_user()
    give_post(person, Role.ADMINISTRATOR, body)
    after = client.post(response.redirect_chain[-1][0], {
        "username": person.username, "password": "Mat-khau-thu-2026", "next": "/admin/dossiers/unit/",
    })
    assert after.url == "/admin/dossiers/unit/"


def test_the_password_and_the_way_out_are_those_of_the_site(client, administrator):
    assert client.get(reverse("admin:password_change")).url == reverse("dossiers:password_change")
    assert client.post(reverse("admin:logout")).url == reverse("dossiers:login")
    assert "_auth_user_id" not in client.session


def test_every_page_is_under_the_strict_policy_and_has_nothing_inline(client, administrator, body):
    award = make_award()
    pages = [reverse("admin:index"), reverse("admin:dossiers_unit_change", args=[body.pk]),
             reverse("admin:dossiers_award_change", args=[award.pk]), reverse("admin:dossiers_user_add"),
             reverse("admin:dossiers_delegation_add"), reverse("admin:dossiers_post_changelist")]
    for page in pages:
        response = client.get(page)
        text = response.content.decode()
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "<script>" not in text
        assert " style=" not in text
        assert " onclick=" not in text


def test_lists_do_not_grow_in_queries(client, administrator, body, django_assert_max_num_queries):
    for _ in range(15):
        person = make_holder(Role.CLERK, body)
        be_away(person, stand_in=administrator)
        delegate(person, administrator, Role.CLERK, body, acts=["issue"])
    for name in ("post", "absence", "delegation", "user"):
        with django_assert_max_num_queries(14):
            assert client.get(reverse(f"admin:dossiers_{name}_changelist")).status_code == 200
