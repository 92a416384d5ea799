"""Accounts, posts, delegations and absences as an administrator enters them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from dossiers import clock, roles
from dossiers.models import Absence, Delegation, Post, User
from dossiers.vocabulary import Role
from tests.factories import (
    PASSWORD,
    be_away,
    delegate,
    give_post,
    make_body,
    make_holder,
    make_person,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

ADD_USER = reverse("admin:dossiers_user_add")
NO_POSTS = {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}


@pytest.fixture
def body():
    return make_body("STP", name="Sở Tư pháp")


@pytest.fixture
def administrator(client, body):
    person = make_holder(Role.ADMINISTRATOR, body)
    client.force_login(person)
    return person


def errors(response) -> dict:
    return {name: list(rows) for name, rows in response.context["adminform"].form.errors.items()}


def shown_password(response) -> str:
    (found,) = re.findall(r"<code>([a-z0-9-]+)</code>", response.content.decode())
    return found


def vi(day) -> str:
    return f"{day:%d/%m/%Y}"


def test_a_new_account_gets_a_one_time_password_shown_once(client, administrator, body):
    data = {"username": "lethihoa", "full_name": "Lê Thị Hoa", "is_active": "on", "posts-TOTAL_FORMS": "1",
            "posts-INITIAL_FORMS": "0", "posts-0-role": Role.CLERK, "posts-0-unit": body.pk,
            "posts-0-valid_from": "01/01/2026"}
    response = client.post(ADD_USER, data)
    user = User.objects.get(username="lethihoa")
    password = shown_password(response)
    assert user.check_password(password)
    assert user.must_change_password
    assert "no-store" in response["Cache-Control"]
    assert roles.holds(user, Role.CLERK, body.pk)
    assert password not in client.get(reverse("admin:dossiers_user_change", args=[user.pk])).content.decode()
    assert password not in client.get(reverse("admin:dossiers_user_changelist")).content.decode()


def test_an_unusable_user_name_is_refused_and_the_rest_kept(client, administrator):
    response = client.post(ADD_USER, {"username": "Lê Hoa", "full_name": "Lê Thị Hoa", **NO_POSTS})
    assert errors(response) == {
        "username": ["Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch dưới, gạch ngang."]
    }
    assert 'value="Lê Thị Hoa"' in response.content.decode()


def test_a_user_name_is_given_once(client, administrator):
    make_user("lethihoa")
    response = client.post(ADD_USER, {"username": "lethihoa", "full_name": "Lê Thị Hoa", **NO_POSTS})
    assert errors(response) == {"username": ["Tên đăng nhập này đã có người dùng."]}


def test_resetting_asks_first_and_then_shows_a_new_password_once(client, administrator):
    user = make_user()
    url = reverse("admin:dossiers_user_reset", args=[user.pk])
    assert "Cấp lại mật khẩu cho" in client.get(url).content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    password = shown_password(client.post(url))
    user.refresh_from_db()
    assert (user.check_password(password), user.check_password(PASSWORD)) == (True, False)
    assert user.must_change_password


def test_nobody_but_an_administrator_resets_a_password(client, body):
    user = make_user()
    client.force_login(make_holder(Role.OFFICE_HEAD, body))
    url = reverse("admin:dossiers_user_reset", args=[user.pk])
    assert client.post(url, follow=True).status_code == 403
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_account_above_posts_is_not_touched_by_an_administrator(client, administrator):
    above = make_user(is_superuser=True)
    assert client.post(reverse("admin:dossiers_user_reset", args=[above.pk])).status_code == 403
    change = reverse("admin:dossiers_user_change", args=[above.pk])
    assert client.post(change, {"full_name": "Đổi tên", **NO_POSTS}).status_code == 403
    above.refresh_from_db()
    assert above.check_password(PASSWORD)


def test_an_account_is_deactivated_but_not_the_own_one(client, administrator):
    user = make_user()
    data = {"full_name": user.full_name, **NO_POSTS}
    client.post(reverse("admin:dossiers_user_change", args=[user.pk]), data)
    client.post(reverse("admin:dossiers_user_change", args=[administrator.pk]), data)
    user.refresh_from_db()
    administrator.refresh_from_db()
    assert (user.is_active, administrator.is_active) == (False, True)


def test_no_form_makes_a_superuser_or_sets_a_password_hash(client, administrator):
    user = make_user()
    smuggled = {"is_superuser": "on", "is_staff": "on", "password": "x"}
    data = {"full_name": "Tên mới", "is_active": "on"} | smuggled | NO_POSTS
    client.post(reverse("admin:dossiers_user_change", args=[user.pk]), data)
    user.refresh_from_db()
    assert (user.full_name, user.is_superuser, user.is_staff, user.check_password(PASSWORD)) == (
        "Tên mới", False, False, True,
    )


def add_post(client, user, role, unit, start, end=None):
    data = {"user": user.pk, "role": role, "unit": unit.pk, "valid_from": vi(start), "valid_to": vi(end) if end else ""}
    return client.post(reverse("admin:dossiers_post_add"), data)


def test_a_post_is_entered_and_later_only_its_dates_change(client, administrator, body):
    user, other = make_user(), make_user()
    today = clock.today()
    assert add_post(client, user, Role.CLERK, body, today).status_code == 302
    post = Post.objects.get(user=user)
    data = {"user": other.pk, "role": Role.DECIDER, "unit": body.pk, "valid_from": vi(post.valid_from),
            "valid_to": vi(today + timedelta(days=5))}
    client.post(reverse("admin:dossiers_post_change", args=[post.pk]), data)
    post.refresh_from_db()
    assert (post.user, post.role, post.valid_to) == (user, Role.CLERK, today + timedelta(days=5))


def test_a_post_that_cannot_be_is_refused_at_its_field(client, administrator, body):
    user, unit, today = make_user(), make_unit("P01", name="Phòng Một"), clock.today()
    assert errors(add_post(client, user, Role.CLERK, unit, today)) == {
        "role": ["Vai trò 'Văn thư' chỉ giữ ở cơ quan từ cấp Sở trở lên; Phòng Một là đơn vị."]
    }
    assert errors(add_post(client, user, Role.CLERK, body, today, today - timedelta(days=1))) == {
        "valid_to": ["Ngày kết thúc phải từ ngày bắt đầu trở đi."]
    }
    give_post(user, Role.CLERK, body)
    assert errors(add_post(client, user, Role.CLERK, body, today)) == {
        "valid_from": [f"{user} đã giữ vai trò này ở Sở Tư pháp từ 01/01/2000; hai lần giữ trùng thời gian."]
    }
    assert Post.objects.filter(user=user).count() == 1


def test_a_right_in_force_is_ended_not_deleted_and_one_ahead_can_be_taken_back(client, administrator, body):
    user, today = make_user(), clock.today()
    held = give_post(user, Role.CLERK, body)
    ahead = give_post(user, Role.OFFICE, body, start=today + timedelta(days=3))
    answers = [client.post(reverse("admin:dossiers_post_delete", args=[row.pk]), {"post": "yes"}).status_code
               for row in (held, ahead)]
    assert answers == [403, 302]
    assert list(Post.objects.filter(user=user)) == [held]


def delegation_data(giver, receiver, role, unit, acts, **changes):
    today = clock.today()
    return {"giver": giver.pk, "receiver": receiver.pk, "role": role, "unit": unit.pk, "acts": acts, "form": "TUQ.",
            "paper": "12/QĐ-STP", "valid_from": vi(today), "valid_to": vi(today + timedelta(days=9)), **changes}


def add_delegation(client, *about, **changes):
    return client.post(reverse("admin:dossiers_delegation_add"), delegation_data(*about, **changes))


def test_a_delegation_of_named_acts_is_entered_with_their_vietnamese_names(client, administrator, body):
    page = client.get(reverse("admin:dossiers_delegation_add")).content.decode()
    assert 'value="sign"' in page
    assert "Cấp số, phát hành" in page
    director, deputy = make_holder(Role.DECIDER, body), make_user()
    assert add_delegation(client, director, deputy, Role.DECIDER, body, ["sign", "drop_paper"]).status_code == 302
    row = Delegation.objects.get()
    assert row.acts == ["sign", "drop_paper"]
    assert roles.holds(deputy, Role.DECIDER, body.pk, act="sign")
    shown = client.get(reverse("admin:dossiers_delegation_changelist")).content.decode()
    assert "Ký, Không ban hành văn bản" in shown


def test_a_delegation_that_cannot_be_is_refused_in_words(client, administrator, body):
    director, deputy, today = make_holder(Role.DECIDER, body), make_user(), clock.today()
    asked = [
        add_delegation(client, director, deputy, Role.DECIDER, body, ["sign", "receive"]),
        add_delegation(client, deputy, director, Role.DECIDER, body, ["sign"]),
        add_delegation(client, director, director, Role.DECIDER, body, ["sign"]),
        add_delegation(client, director, deputy, Role.DECIDER, body, ["sign"], valid_to=""),
        add_delegation(client, director, deputy, Role.DECIDER, body, ["sign"], valid_to=vi(today - timedelta(days=1))),
    ]
    assert [errors(response) for response in asked] == [
        {"acts": ["Không thuộc vai trò Người có thẩm quyền quyết định: Tiếp nhận."]},
        {"giver": ["Người ủy quyền không giữ vai trò này suốt thời gian ủy quyền (không được ủy quyền lại)."]},
        {"receiver": ["Người nhận phải là người khác."]},
        {"valid_to": ["Trường này là bắt buộc."]},
        {"valid_to": ["Ngày kết thúc phải từ ngày bắt đầu trở đi."]},
    ]
    assert Delegation.objects.count() == 0


def test_of_a_delegation_only_the_end_changes_afterwards(client, administrator, body):
    director, deputy, third = make_holder(Role.DECIDER, body), make_user(), make_user()
    row = delegate(director, deputy, Role.DECIDER, body, acts=["sign"])
    end = clock.today() + timedelta(days=2)
    data = delegation_data(director, third, Role.DECIDER, body, ["sign", "refuse"], valid_to=vi(end))
    assert client.post(reverse("admin:dossiers_delegation_change", args=[row.pk]), data).status_code == 302
    row.refresh_from_db()
    assert (row.receiver, row.acts, row.valid_to) == (deputy, ["sign"], end)


def test_an_absence_is_entered_and_its_stand_in_is_another_person(client, administrator, body):
    person, today = make_holder(Role.CLERK, body), clock.today()
    data = {"user": person.pk, "stand_in": person.pk, "valid_from": vi(today), "valid_to": vi(today)}
    response = client.post(reverse("admin:dossiers_absence_add"), data)
    assert errors(response) == {"stand_in": ["Người làm thay phải là người khác."]}
    other = make_user()
    assert client.post(reverse("admin:dossiers_absence_add"), data | {"stand_in": other.pk}).status_code == 302
    assert roles.holders(Role.CLERK, body.pk) == [other]


def test_coming_back_early_ends_the_absence(client, administrator, body):
    person = make_holder(Role.CLERK, body)
    today = clock.today()
    row = be_away(person, stand_in=make_user(), start=today - timedelta(days=3))
    data = {"valid_from": vi(row.valid_from), "valid_to": vi(today - timedelta(days=1)), "reason": ""}
    client.post(reverse("admin:dossiers_absence_change", args=[row.pk]), data)
    assert (roles.holders(Role.CLERK, body.pk), Absence.objects.count()) == ([person], 1)


def test_joining_an_account_to_a_nominee_keeps_the_name(client, administrator, body):
    unit, person = make_unit(under=body), make_user()
    nominee = make_person(unit, name="Trần Thị Bình")
    data = {"name": "Khác", "kind": "unit", "unit": unit.pk, "user": person.pk}
    assert client.post(reverse("admin:dossiers_nominee_change", args=[nominee.pk]), data).status_code == 302
    nominee.refresh_from_db()
    assert (nominee.name, nominee.kind, nominee.user) == ("Trần Thị Bình", "person", person)
