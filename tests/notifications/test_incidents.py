"""What could not be delivered: shown to administrators alone, sent once more or let go with a reason."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from dossiers import clock, reach
from dossiers.vocabulary import Role
from notifications import incidents, outbox
from notifications.channels import Permanent, email
from notifications.models import Attempt, Delivery, DeliveryState, Hold, Incident, QuietHours
from tests import factories as make
from tests.notifications.letters import queued, refresh
from tests.notifications.test_sending import failing, tries
from tests.workflow.views.test_query_counts import same
from tests.world import make_world
from workflow.models import Batch, Beat

pytestmark = pytest.mark.django_db
QUEUE = "notifications:queue"
WHY = "Máy chủ thư từ chối nhận thư (mã 550)."


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def administrator(world):
    return make.make_holder(Role.ADMINISTRATOR, world.body, name="Mai Thị Quản Trị")


def give_up(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(email, "send", failing(Permanent(WHY)))
        outbox.send_due()


@pytest.fixture
def incident(world, monkeypatch):
    queued(world)
    give_up(monkeypatch)
    return Incident.objects.get()


@pytest.fixture
def browser(client, administrator):
    client.force_login(administrator)
    Beat.objects.update_or_create(name="scheduler", defaults={"at": clock.now()})
    return client


def resolve(browser, what, *chosen, reason=""):
    asked = {"what": what, "incident": [each.pk for each in chosen], "reason": reason}
    answer = browser.post(reverse("notifications:resolve"), asked, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_the_page_shows_who_does_not_receive_and_why(browser, incident):
    text = browser.get(reverse(QUEUE)).content.decode()
    person = incident.delivery.user
    assert f"{person.email} không nhận được thư" in text
    assert text.count(WHY) == 3  # in the table of channels, in the row, in its attempt
    assert incident.delivery.body not in text


def test_it_is_said_beside_the_address_of_the_account(browser, incident):
    page = browser.get(reverse("admin:dossiers_user_change", args=[incident.delivery.user_id])).content.decode()
    assert f"Địa chỉ thư này không nhận được thư ({WHY})." in page.replace("&#x27;", "'")
    assert reach.trouble_of(incident.delivery.user_id + 10_000) == ""


def test_its_recipient_is_told_until_something_arrives(client, incident):
    person = incident.delivery.user
    client.force_login(person)
    page = reverse("notifications:settings")
    assert f"Địa chỉ thư này không nhận được thư ({WHY})." in client.get(page).content.decode()
    batch = Batch.objects.create(act="submit", content="", at=clock.now())
    later = {"state": "sent", "created_at": clock.now(), "sent_at": clock.now() + timedelta(seconds=1)}
    inbox = {"user": person, "batch": batch, "subject": "Tin", "body": "", "channel": "inbox"}
    Delivery.objects.create(**inbox, **later)
    assert reach.trouble_of(person.pk) != ""
    Delivery.objects.create(**inbox | {"channel": "email"}, **later)
    assert "không nhận được thư" not in client.get(page).content.decode()


def test_sent_once_more_it_arrives_with_the_id_it_had(browser, incident, administrator):
    assert resolve(browser, "repeat", incident) == ["Sẽ gửi lại 1 thông báo."]
    assert outbox.send_due() == 1
    letter = refresh(incident.delivery)
    assert (letter.state, mail.outbox[0].extra_headers["Message-ID"]) == (DeliveryState.SENT, letter.message_id)
    assert tries(letter) == [(1, "permanent", WHY), (2, "sent", "")]
    row = Incident.objects.get()
    assert (row.resolution, row.resolved_by, row.resolved_at is not None) == ("repeated", administrator, True)
    assert reach.trouble_of(letter.user_id) == ""


def test_in_quiet_hours_it_says_when_what_is_sent_once_more_leaves(browser, incident):
    QuietHours.objects.create(begins=time(19), ends=time(7))
    with clock.set_to(timezone.make_aware(datetime(2026, 11, 26, 22))):
        (said,) = resolve(browser, "repeat", incident)
        assert outbox.send_due() == 0
    assert said == "Sẽ gửi lại 1 thông báo. Đang giờ yên tĩnh: tin không gấp gửi lúc 07:00 27/11/2026."
    assert f"{timezone.localtime(refresh(incident.delivery).next_try_at):%H:%M %d/%m/%Y}" == "07:00 27/11/2026"


def test_it_is_let_go_only_with_a_reason(browser, incident):
    assert resolve(browser, "skip", incident) == ["Hãy ghi lý do bỏ qua."]
    assert incidents.unresolved().count() == 1
    assert resolve(browser, "skip", incident, reason="Đã báo qua điện thoại") == ["Đã bỏ qua 1 thông báo."]
    row = Incident.objects.get()
    assert (row.resolution, row.reason) == ("skipped", "Đã báo qua điện thoại")
    assert (outbox.send_due(), refresh(row.delivery).state) == (0, DeliveryState.FAILED)


def test_the_second_of_two_administrators_finds_it_resolved(browser, incident, administrator):
    resolve(browser, "skip", incident, reason="Không còn cần")
    said = "1 thông báo đã có người xử lý trước; xem ở mục Sự cố đã xử lý."
    assert resolve(browser, "repeat", incident) == [said]
    assert refresh(incident.delivery).state == DeliveryState.FAILED


def test_what_was_typed_and_chosen_is_not_lost_with_an_objection(browser, incident):
    asked = {"what": "skip", "incident": [incident.pk], "reason": "d" * 256}
    answer = browser.post(reverse("notifications:resolve"), asked)
    assert answer.status_code == 422
    assert [str(message) for message in answer.context["messages"]] == ["Lý do dài quá 255 ký tự; hãy ghi gọn hơn."]
    text = answer.content.decode()
    assert f'value="{incident.pk}" checked' in text and f'value="{"d" * 256}"' in text
    answer = browser.post(reverse("notifications:resolve"), {"what": "skip", "reason": "Đã báo"})
    assert 'value="Đã báo"' in answer.content.decode()
    assert incidents.unresolved().count() == 1


def test_who_dealt_with_it_and_why_can_be_read_afterwards(browser, incident, administrator):
    old = f"{reverse(QUEUE)}?xem=da-xu-ly"
    assert "Chưa có sự cố nào được xử lý." in browser.get(old).content.decode()
    resolve(browser, "skip", incident, reason="Đã báo qua điện thoại")
    page = browser.get(old)
    assert list(page.context["page"]) == [incident]
    for words in (administrator.full_name, "Đã báo qua điện thoại", "Bỏ qua", WHY, incident.delivery.told):
        assert words in page.content.decode()


@pytest.mark.parametrize("chosen", [[], ["x"], ["²"], ["9" * 30]])
def test_nonsense_is_answered_in_words(browser, incident, chosen):
    answer = browser.post(reverse("notifications:resolve"), {"what": "repeat", "incident": chosen}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Chưa chọn thông báo nào."]


def test_nobody_but_an_administrator_sees_it_or_is_told(client, world, incident):
    for person in (world.office_head, world.inspector, world.head):
        client.force_login(person)
        assert client.get(reverse(QUEUE)).status_code == 403
        assert client.post(reverse("notifications:resolve"), {"incident": [incident.pk]}).status_code == 403
        assert "thông báo không gửi được" not in client.get("/thong-bao/").content.decode()
    assert incidents.unresolved().count() == 1


def test_every_page_of_an_administrator_says_that_there_are_some(browser, incident):
    assert "<strong>1 thông báo không gửi được.</strong>" in browser.get("/thong-bao/").content.decode()
    incidents.skip([incident.pk], by=incident.delivery.user, reason="Đã báo")
    assert "thông báo không gửi được.</strong>" not in browser.get("/thong-bao/").content.decode()


def test_what_waits_is_listed_with_its_state(browser, world):
    queued(world)
    page = browser.get(reverse(QUEUE), {"xem": "cho-gui"})
    assert [row.state for row in page.context["page"]] == ["queued"]
    assert page.context["standing"].waiting == 1
    Hold.objects.create(scope=Hold.Scope.EVERYTHING, reason="Sau khi khôi phục", placed_at=clock.now())
    held = browser.get(reverse(QUEUE)).content.decode()
    assert "Đang giữ mọi thông báo gửi ra ngoài" in held and reverse("notifications:holds") in held


@pytest.mark.parametrize("view", ["", "?xem=cho-gui", "?xem=da-xu-ly"])
def test_thirty_rows_cost_as_many_statements_as_one(administrator, world, view):
    make_rows(world, 1)
    assert same(administrator, reverse(QUEUE) + view, lambda: make_rows(world, 29)) <= 12


def make_rows(world, number):
    """So many that wait after a try in vain, and as many that were given up."""
    for state in (DeliveryState.RETRY, DeliveryState.FAILED):
        for _ in range(number):
            batch = Batch.objects.create(act="submit", content="", at=clock.now())
            row = Delivery.objects.create(
                user=world.head, batch=batch, channel="email", subject="Hồ sơ mới", body="", state=state,
                last_error=WHY, next_try_at=clock.now(), created_at=clock.now(),
            )
            Attempt.objects.create(delivery=row, number=1, begun_at=clock.now(), outcome="retry", error=WHY)
            if state == DeliveryState.FAILED:
                Incident.objects.create(delivery=row, opened_at=clock.now(), error=WHY)
                done = {"resolved_at": clock.now(), "resolved_by": world.head, "resolution": "skipped"}
                Incident.objects.create(delivery=row, opened_at=clock.now(), error=WHY, **done)
