"""Systems that are told of moves: what they are told, signed with what, and what their answer leads to."""

import base64
import hmac
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from standardwebhooks import Webhook, WebhookVerificationError

from dossiers import clock
from dossiers.vocabulary import Nature, Role
from notifications import circuits, outbox
from notifications.channels import webhook
from notifications.models import Attempt, Delivery, DeliveryState, Incident
from notifications.webhook_models import Subscriber
from notifications.webhooks import secret, telling
from tests import factories as make
from tests.notifications.receiver import receiving
from tests.world import REASON, bring, do, drafts, make_world
from workflow.models import Batch

pytestmark = pytest.mark.django_db
S = DeliveryState


@pytest.fixture(autouse=True)
def fresh_circuits():
    circuits.forget()


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as found:
        yield found


def subscribe(url: str = "https://may.example.vn/nhan-tin", **fields) -> Subscriber:
    return Subscriber.objects.create(**({"name": "Phần mềm văn bản", "url": url, "made_at": clock.now()} | fields))


def told() -> list[Delivery]:
    return list(Delivery.objects.filter(channel=webhook.NAME).order_by("pk"))


def announced(world, act: str, dossiers, **facts):
    rows = do(world, act, dossiers, **facts)
    outbox.announce()
    return rows


class TestWhatIsTold:
    def test_one_message_a_system_and_batch_with_every_line(self, world):
        one, two = subscribe(), subscribe(name="Cổng tỉnh", acts=["receive"])
        rows = announced(world, "submit", drafts(world, 2))
        [row] = told()
        done_at = row.batch.entries.order_by("pk")[0].at
        told_as = f"vinhdanh-{row.batch_id}-{one.pk}-{done_at:%y%m%d%H%M%S}"
        assert (row.subscriber, row.user, row.message_id) == (one, None, told_as)
        message = json.loads(row.body)
        assert message["type"] == "dossier.moved"
        assert message["data"]["dossiers"][0] == {
            "code": rows[0].code, "award": rows[0].award.name, "act": {"code": "submit", "label": "Duyệt và gửi"},
            "state": {"code": "submitted", "label": "Đã trình, chờ tiếp nhận"}, "body": "Sở Tư pháp",
            "unit": rows[0].unit_name or "Phòng Hành chính",
            "link": f"http://localhost:8000/ho-so/{rows[0].code}/",
        }
        assert [line["code"] for line in message["data"]["dossiers"]] == [each.code for each in rows]
        announced(world, "receive", rows)
        assert [each.subscriber for each in told()] == [one, two, one]

    def test_it_names_no_nominee_and_no_reason(self, world):
        subscribe()
        [dossier] = bring(world, "appraising")
        announced(world, "return_for_correction", [dossier])
        bodies = " ".join(row.body for row in told())
        assert dossier.code in bodies
        assert [word in bodies for word in (dossier.nominee_name, REASON, world.appraiser.full_name)] == [False] * 3

    def test_nothing_of_a_rehearsal_and_nothing_while_switched_off(self, world):
        subscribe(on=False)
        announced(world, "submit", drafts(world))
        assert told() == []
        subscribe(name="Khác")
        world.season.nature = Nature.REHEARSAL
        world.season.save()
        announced(world, "submit", drafts(world))
        assert told() == []

    def test_as_many_statements_for_thirty_dossiers_and_systems_as_for_one(self, world, django_assert_num_queries):
        rows, counts = do(world, "submit", drafts(world, 30)), []
        batch = Batch.objects.latest("pk").pk
        for number in range(3):
            subscribe(name=f"Hệ thống {number}")
            with django_assert_num_queries(2):
                counts.append(len(telling.rows_of(batch)))
        assert (len(rows), counts) == (30, [1, 2, 3])

    def test_a_message_is_to_a_person_or_to_a_system(self, world):
        batch = Batch.objects.create(act="submit", content="", at=clock.now())
        for who in ({}, {"user": world.head, "subscriber": subscribe()}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Delivery.objects.create(batch=batch, channel="webhook", subject="x", created_at=clock.now(), **who)


class TestSignature:
    def test_the_receiver_can_check_it(self, world, receiver):
        one = subscribe(receiver.url)
        announced(world, "submit", drafts(world))
        assert outbox.send_due() == 1
        [request] = receiver.requests
        assert Webhook(secret.secret_of(one.salt)).verify(request.body, request.headers)["type"] == "dossier.moved"
        with pytest.raises(WebhookVerificationError):
            Webhook(secret.secret_of("another")).verify(request.body, request.headers)

    def test_who_reads_the_specification_alone_can_check_it(self, world, receiver):
        """standardwebhooks.com: HMAC-SHA256 of 'id.timestamp.body' by the bytes behind 'whsec_', as 'v1,base64'."""
        one = subscribe(receiver.url)
        secrets = [secret.secret_of(one.salt), secret.rotate(one, days=7)]
        announced(world, "submit", drafts(world))
        assert outbox.send_due() == 1
        [request] = receiver.requests
        name, moment, given = (request.headers[f"webhook-{what}"] for what in ("id", "timestamp", "signature"))
        assert abs(int(moment) - clock.now().timestamp()) < 300
        keys = [base64.b64decode(each.removeprefix("whsec_")) for each in secrets]
        signed = f"{name}.{moment}.{request.body}".encode()
        sums = [base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys]
        assert set(given.split(" ")) == {f"v1,{each}" for each in sums}
        assert [24 <= len(key) <= 64 for key in keys] == [True, True]
        assert "." not in name

    def test_both_secrets_sign_until_the_old_one_ends(self, world, receiver):
        one = subscribe(receiver.url)
        old = secret.secret_of(one.salt)
        new = secret.rotate(one, days=7)
        for ahead, valid in ((timedelta(), [new, old]), (timedelta(days=8), [new])):
            one.old_until = one.old_until - ahead
            one.save()
            announced(world, "submit", drafts(world))
            assert outbox.send_due() == 1
            request = receiver.requests[-1]
            assert len(request.headers["webhook-signature"].split()) == len(valid)
            assert [Webhook(each).verify(request.body, request.headers)["type"] for each in valid] == [
                "dossier.moved" for _ in valid
            ]

    def test_a_repeat_carries_the_same_id_and_the_same_text(self, world, receiver):
        subscribe(receiver.url)
        receiver.answers = [(503, {}, ""), (204, {}, "")]
        announced(world, "submit", drafts(world))
        assert outbox.send_due() == 0
        Delivery.objects.filter(channel="webhook").update(next_try_at=clock.now())
        assert outbox.send_due() == 1
        first, second = receiver.requests
        assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
        assert [each.outcome for each in Attempt.objects.order_by("pk")] == ["retry", "sent"]


class TestAnswers:
    @pytest.mark.parametrize("status", [429, 503])
    def test_who_asks_for_patience_gets_it(self, status, world, receiver):
        subscribe(receiver.url)
        receiver.answer(status, Retry_After="7200")
        announced(world, "submit", drafts(world))
        outbox.send_due()
        [row] = told()
        assert row.state == S.RETRY
        assert timedelta(minutes=115) < row.next_try_at - clock.now() <= timedelta(hours=2)

    def test_gone_switches_it_off_with_an_incident(self, world, receiver):
        one = subscribe(receiver.url)
        receiver.answer(410)
        for _ in range(2):
            announced(world, "submit", drafts(world))
        outbox.send_due()
        one.refresh_from_db()
        assert (one.on, one.off_because) == (False, webhook.GONE)
        assert sorted(row.state for row in told()) == [S.FAILED, S.SUPPRESSED]
        assert [incident.error for incident in Incident.objects.all()] == [webhook.GONE]
        assert len(receiver.requests) == 1

    @pytest.mark.parametrize(("status", "state"), [(200, S.SENT), (302, S.FAILED), (400, S.FAILED), (500, S.RETRY)])
    def test_each_answer_has_its_end(self, status, state, world, receiver):
        subscribe(receiver.url)
        receiver.answer(status)
        announced(world, "submit", drafts(world))
        outbox.send_due()
        assert [row.state for row in told()] == [state]

    def test_an_address_inside_is_given_up_at_once(self, world, settings):
        settings.WEBHOOK_ALLOW_PRIVATE = False
        subscribe("https://127.0.0.1/nhan-tin")
        announced(world, "submit", drafts(world))
        outbox.send_due()
        [row] = told()
        assert (row.state, "mạng nội bộ" in row.last_error) == (S.FAILED, True)

    def test_a_silent_system_keeps_no_other_waiting(self, world, receiver):
        subscribe("http://127.0.0.1:9/dong", name="Im lặng")
        subscribe(receiver.url)
        announced(world, "submit", drafts(world))
        assert outbox.send_due() == 1
        assert {row.subscriber.name: row.state for row in told()} == {"Im lặng": S.RETRY, "Phần mềm văn bản": S.SENT}


class TestPages:
    @pytest.fixture
    def pages(self, client, world):
        client.force_login(make.make_holder(Role.ADMINISTRATOR, world.body))
        return client

    def test_the_secret_is_shown_once(self, pages):
        made = pages.post(reverse("notifications:subscriber_new"), {
            "name": "Phần mềm văn bản", "url": "https://may.example.vn/nhan", "acts": ["submit", "issue"],
        })
        one = Subscriber.objects.get()
        shown = secret.secret_of(one.salt)
        assert (one.acts, made.context["secret"], "no-store" in made["Cache-Control"]) == (
            ["submit", "issue"], shown, True,
        )
        again = pages.get(reverse("notifications:subscriber", args=[one.pk])).content.decode()
        listed = pages.get(reverse("notifications:subscribers")).content.decode()
        assert (shown in again, shown in listed, "Chưa gửi tin nào." in listed) == (False, False, True)
        assert shown not in str(Subscriber.objects.values().get())

    def test_a_new_secret_leaves_the_old_one_its_days(self, pages):
        one = subscribe()
        before = secret.signing(one)
        given = pages.post(reverse("notifications:subscriber_rotate", args=[one.pk]), {"days": "3"}).context["secret"]
        one.refresh_from_db()
        assert secret.signing(one) == [given, *before]
        pages.post(reverse("notifications:subscriber_rotate", args=[one.pk]), {"days": "0"})
        one.refresh_from_db()
        assert len(secret.signing(one)) == 1

    def test_an_address_that_cannot_be_used_is_refused_in_words(self, pages):
        answer = pages.post(reverse("notifications:subscriber_new"), {"name": "X", "url": "http://may.example.vn/"})
        assert "Địa chỉ nhận tin phải bắt đầu bằng https://." in answer.content.decode()
        assert not Subscriber.objects.exists()

    @pytest.mark.parametrize("host", [
        "10.0.0.1", "[::1]", "[fd00::8]", "169.254.1.1", "localhost", "tin.localhost", "localhost.", "127.1", "0x7f.1",
        "2130706433", "[::ffff:10.0.0.1]",
    ])
    def test_an_address_that_says_it_is_in_the_own_network_is_refused_when_it_is_entered(self, pages, host, settings):
        settings.WEBHOOK_ALLOW_PRIVATE = False
        answer = pages.post(reverse("notifications:subscriber_new"), {"name": "X", "url": f"https://{host}/nhan"})
        [refused] = answer.context["form"].errors["url"]
        assert refused == f"Máy {host.strip('[]')} nằm trong mạng nội bộ; không gửi tin ra địa chỉ nội bộ."
        assert answer.context["form"]["url"].value() == f"https://{host}/nhan"
        assert not Subscriber.objects.exists()

    def test_the_button_tries_it_and_says_what_came(self, pages, receiver):
        one = subscribe(receiver.url)
        address = reverse("notifications:subscriber_test", args=[one.pk])
        assert f"{one} đã nhận tin thử." in pages.post(address, follow=True).content.decode()
        [request] = receiver.requests
        assert Webhook(secret.secret_of(one.salt)).verify(request.body, request.headers)["type"] == "test"
        receiver.answer(404)
        assert "mã trả lời 404" in pages.post(address, follow=True).content.decode()

    def test_it_can_be_stopped_and_begun_again(self, pages, world):
        one = subscribe()
        announced(world, "submit", drafts(world))
        switch = reverse("notifications:subscriber_switch", args=[one.pk])
        assert "Đã ngừng" in pages.post(switch, follow=True).content.decode()
        assert [row.state for row in told()] == [S.SUPPRESSED]
        pages.post(switch)
        one.refresh_from_db()
        assert (one.on, one.off_because) == (True, "")

    def test_the_list_says_how_the_latest_went_and_asks_as_little_for_thirty(
        self, pages, world, receiver, django_assert_max_num_queries
    ):
        subscribe(receiver.url)
        announced(world, "submit", drafts(world))
        outbox.send_due()
        counts = []
        for more in (0, 29):
            for number in range(more):
                subscribe(name=f"Hệ thống {number}")
            with django_assert_max_num_queries(12) as captured:
                text = pages.get(reverse("notifications:subscribers")).content.decode()
            counts.append(len(captured))
        assert ("đã nhận." in text, counts[0]) == (True, counts[1])

    def test_nobody_else_gets_in(self, client, world):
        one = subscribe()
        client.force_login(world.office_head)
        for name in ("subscribers", "subscriber_new"):
            assert client.get(reverse(f"notifications:{name}")).status_code == 403
        for name in ("subscriber_rotate", "subscriber_switch", "subscriber_test"):
            assert client.post(reverse(f"notifications:{name}", args=[one.pk])).status_code == 403
