"""Saved filters: a person's own, of conditions the list understands, one of them opening it."""

import pytest
from django.urls import reverse

from dossiers import saving
from dossiers.models import SavedFilter
from dossiers.rules.objection import Refused
from tests.dossiers.places import make_office
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST = reverse("dossiers:dossier_list")


@pytest.fixture
def office():
    return make_office()


def keep(client, user, name, query):
    client.force_login(user)
    return client.post(reverse("dossiers:saved_filter_new"), {"ten": name, "dieu-kien": query}, follow=True)


def change(client, saved, **sent):
    return client.post(reverse("dossiers:saved_filter_change", args=[saved.pk]), sent, follow=True)


def test_only_what_the_list_understands_is_kept(client, office):
    asked = "overdue=on&q=&state=nonsense&evil=1&trang=3&level=province"
    answer = keep(client, office.head, " Quá hạn  của phòng ", asked)
    saved = SavedFilter.objects.get()
    assert (saved.user, saved.name, saved.query) == (office.head, "Quá hạn của phòng", "level=province&overdue=on")
    assert answer.redirect_chain[-1][0] == f"{LIST}?level=province&overdue=on"
    assert f'href="?{saved.query.replace("&", "&amp;")}" aria-current="page"' in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", "overdue=on", "Bộ lọc chưa có tên."), ("x" * 81, "overdue=on", "Tên bộ lọc không quá 80 ký tự."),
        ("Mới", "evil=1", "Chưa có điều kiện nào để lưu."), ("Cũ", "overdue=on", "Bạn đã có bộ lọc tên “Cũ”."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_the_conditions_stay(client, office, name, query, said):
    saving.save(office.head, name="Cũ", query="state=draft")
    answer = keep(client, office.head, name, query)
    assert said in answer.content.decode()
    assert SavedFilter.objects.count() == 1
    assert ("overdue=on" in answer.redirect_chain[-1][0]) == (query == "overdue=on")


def test_nobody_keeps_more_than_fit_above_the_list(office):
    for number in range(saving.MOST):
        saving.save(office.head, name=f"Bộ {number}", query="state=draft")
    with pytest.raises(Refused):
        saving.save(office.head, name="Thêm", query="state=draft")


def test_the_list_opens_with_the_default_and_shows_everything_when_asked(client, office):
    first = saving.save(office.head, name="Một", query="state=draft")
    second = saving.save(office.head, name="Hai", query="overdue=on")
    client.force_login(office.head)
    for saved in (first, second):
        change(client, saved, viec="mo-san")
    assert list(SavedFilter.objects.filter(is_default=True)) == [second]
    assert client.get(LIST).headers["Location"] == f"{LIST}?overdue=on"
    assert client.get(LIST, {"tat-ca": "1"}).status_code == 200
    change(client, second, viec="thoi-mo-san")
    assert client.get(LIST).status_code == 200


def test_a_filter_is_renamed_and_dropped(client, office):
    saved = saving.save(office.head, name="Một", query="state=draft")
    saving.save(office.head, name="Hai", query="state=draft")
    client.force_login(office.head)
    change(client, saved, viec="doi-ten", ten="Ba")
    assert sorted(SavedFilter.objects.values_list("name", flat=True)) == ["Ba", "Hai"]
    assert "Bạn đã có bộ lọc tên “Hai”." in change(client, saved, viec="doi-ten", ten="Hai").content.decode()
    change(client, saved, viec="xoa")
    assert list(SavedFilter.objects.values_list("name", flat=True)) == ["Hai"]


def test_nobody_reads_or_changes_the_filters_of_another(client, office):
    saved = saving.save(office.head, name="Theo dõi riêng", query="state=draft")
    client.force_login(office.drafter)
    for sent in ({"viec": "xoa"}, {"viec": "doi-ten", "ten": "Khác"}, {"viec": "mo-san"}):
        assert client.post(reverse("dossiers:saved_filter_change", args=[saved.pk]), sent).status_code == 404
    assert "Theo dõi riêng" not in client.get(LIST).content.decode()
    saved.refresh_from_db()
    assert (saved.name, saved.is_default) == ("Theo dõi riêng", False)


def test_a_nominee_cannot_keep_a_condition_that_is_not_for_nominees(client, office):
    nominee = make_user()
    keep(client, nominee, "Bàn giám đốc", f"desk=decider:{office.department.pk}&overdue=on&state=granted")
    assert SavedFilter.objects.get().query == "state=granted"
