"""An account's life: one-time password, own password, lock-out, reset, deactivation."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.messages import get_messages
from django.urls import reverse

from dossiers import accounts, clock
from dossiers.models import User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

LOGIN, LOGOUT, CHANGE = "/dang-nhap/", "/dang-xuat/", "/doi-mat-khau/"
CHOSEN = "Hoa-sen-no-thang-5"
INSIDE = "/healthz-khong-phai-trang-nay/"


def log_in(client, user, password=PASSWORD, **data):
    return client.post(LOGIN, {"username": user.username, "password": password, **data})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def errors(response) -> dict:
    return {name: list(rows) for name, rows in response.context["form"].errors.items()}


def first_time_user() -> tuple[User, str]:
    user = make_user()
    return user, accounts.issue_one_time_password(user)


def test_the_right_password_opens_the_site_and_goes_on_to_the_page_asked_for(client):
    response = log_in(client, make_user(), next="/quy-trinh/")
    assert (response.status_code, response.url, is_in(client)) == (302, "/quy-trinh/", True)


def test_nobody_is_sent_to_another_site_after_login(client):
    assert log_in(client, make_user(), next="https://example.com/").url == "/"


def test_a_wrong_password_is_answered_in_vietnamese_and_keeps_the_name(client):
    user = make_user("nguyenvana")
    response = log_in(client, user, "sai-mat-khau")
    assert errors(response) == {
        "__all__": ["Tên đăng nhập hoặc mật khẩu không đúng. Chú ý chữ hoa, chữ thường trong mật khẩu."]
    }
    assert 'value="nguyenvana"' in response.content.decode()
    assert not is_in(client)


def test_empty_fields_are_named(client):
    response = client.post(LOGIN, {})
    assert errors(response) == {"username": ["Hãy nhập tên đăng nhập."], "password": ["Hãy nhập mật khẩu."]}


def test_five_failures_lock_the_account_even_for_the_right_password(client):
    user = make_user()
    answers = [log_in(client, user, "sai").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    response = log_in(client, user)
    assert (response.status_code, is_in(client)) == (429, False)
    assert "Tài khoản tạm khóa" in response.content.decode()


def test_a_lock_out_leaves_other_accounts_alone_and_a_reset_lifts_it(client):
    user, other = make_user(), make_user()
    for _ in range(5):
        log_in(client, user, "sai")
    assert log_in(client, other).status_code == 302
    client.logout()
    password = accounts.issue_one_time_password(user)
    assert log_in(client, user, password).status_code == 302


def test_a_deactivated_account_cannot_enter_and_its_session_ends_at_the_next_request(client):
    user = make_user()
    log_in(client, user)
    assert client.get(CHANGE).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(CHANGE).url == f"{LOGIN}?next={CHANGE}"
    client.logout()
    assert log_in(client, user).status_code == 200
    assert not is_in(client)


def test_logging_out_takes_a_post(client):
    log_in(client, make_user())
    assert (client.get(LOGOUT).status_code, is_in(client)) == (405, True)
    assert (client.post(LOGOUT).url, is_in(client)) == (LOGIN, False)


def test_a_one_time_password_opens_only_its_own_change_and_the_way_out(client):
    user, password = first_time_user()
    log_in(client, user, password)
    for path in ("/", "/admin/", "/ho-so/", INSIDE):
        assert (client.get(path).status_code, client.get(path).url) == (302, CHANGE)
        assert client.post(path, {"x": "1"}).url == CHANGE
    assert client.get(CHANGE).status_code == 200
    assert client.post(LOGOUT).url == LOGIN


def test_choosing_an_own_password_ends_the_one_time_one_and_keeps_this_session(client):
    user, password = first_time_user()
    log_in(client, user, password)
    response = client.post(CHANGE, {"present": password, "chosen": CHOSEN, "again": CHOSEN})
    assert (response.status_code, response.url) == (302, "/")
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Đã đổi mật khẩu."]
    user.refresh_from_db()
    assert (user.must_change_password, user.password_issued_at, user.check_password(CHOSEN)) == (False, None, True)
    assert is_in(client)
    assert client.get(INSIDE).status_code == 404
    client.logout()
    assert log_in(client, user, password).status_code == 200


def test_a_change_of_password_ends_other_sessions(client, django_user_model):
    user = make_user()
    log_in(client, user)
    elsewhere = type(client)()
    log_in(elsewhere, user)
    client.post(CHANGE, {"present": PASSWORD, "chosen": CHOSEN, "again": CHOSEN})
    assert client.get(CHANGE).status_code == 200
    assert elsewhere.get(CHANGE).status_code == 302


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"present": "sai", "chosen": CHOSEN, "again": CHOSEN}, {"present": ["Mật khẩu hiện nay không đúng."]}),
        ({"present": PASSWORD, "chosen": PASSWORD, "again": PASSWORD},
         {"chosen": ["Mật khẩu mới phải khác mật khẩu hiện nay."]}),
        ({"present": PASSWORD, "chosen": CHOSEN, "again": "khac"},
         {"again": ["Hai lần nhập mật khẩu mới không giống nhau."]}),
        ({}, {"present": ["Hãy nhập mật khẩu hiện nay (mật khẩu dùng một lần nếu đăng nhập lần đầu)."],
              "chosen": ["Hãy nhập mật khẩu mới."], "again": ["Hãy nhập lại mật khẩu mới."]}),
    ],
)
def test_a_bad_new_password_is_refused_at_its_field_and_changes_nothing(client, data, expected):
    user = make_user()
    log_in(client, user)
    assert errors(client.post(CHANGE, data)) == expected
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["1234567", "12345678901", "password"])
def test_a_weak_new_password_is_refused_in_vietnamese(client, weak):
    user = make_user()
    log_in(client, user)
    problems = errors(client.post(CHANGE, {"present": PASSWORD, "chosen": weak, "again": weak}))
    assert set(problems) == {"chosen"}
    assert all("password" not in text.lower() and "character" not in text.lower() for text in problems["chosen"])


def test_a_one_time_password_is_good_for_fourteen_days(client):
    user, password = first_time_user()
    issued = user.password_issued_at
    with clock.set_to(issued + timedelta(days=14) - timedelta(seconds=1)):
        assert log_in(client, user, password).status_code == 302
    client.logout()
    with clock.set_to(issued + timedelta(days=14)):
        response = log_in(client, user, password)
    assert not is_in(client)
    assert "đã hết hạn ngày" in errors(response)["__all__"][0]


def test_an_own_password_does_not_expire(client):
    user = make_user()
    with clock.set_to(clock.now() + timedelta(days=400)):
        assert log_in(client, user).status_code == 302


def test_one_time_passwords_differ_are_readable_and_are_not_stored_in_clear():
    users = [User(username=f"u{number}", full_name=f"Người {number}") for number in range(3)]
    passwords = accounts.create_accounts(users)
    saved = User.objects.in_bulk(field_name="username")
    assert set(passwords) == set(saved) == {"u0", "u1", "u2"}
    assert len(set(passwords.values())) == 3
    for username, password in passwords.items():
        assert [len(group) for group in password.split("-")] == [4, 4, 4]
        assert set(password) <= {*accounts.LETTERS, "-"}
        user = saved[username]
        assert (user.check_password(password), user.must_change_password) == (True, True)
        assert not any(password in str(value) for value in vars(user).values())


def test_one_time_passwords_are_hashed_quickly_where_the_site_hashes_slowly(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user = User(username="u", full_name="U")
    password = accounts.give_one_time_password(user)
    assert PBKDF2PasswordHasher().decode(user.password)["iterations"] == accounts.ROUNDS
    user.save()
    assert user.check_password(password)
    assert PBKDF2PasswordHasher().decode(user.password)["iterations"] == PBKDF2PasswordHasher.iterations


def test_the_pages_show_no_word_of_the_frameworks_english(client):
    assert reverse("dossiers:login") == LOGIN
    page = client.get(LOGIN).content.decode()
    user, password = first_time_user()
    log_in(client, user, password)
    page += client.get(CHANGE).content.decode()
    for word in ("Username", "Password", "password:", "Log in", "required"):
        assert f">{word}" not in page
    assert "có giá trị đến" in page
