"""By Zalo, against a stand-in for its interface on this machine: off until configured, tokens renewed once, each
answer with its end."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from config.environment.messages import Zalo
from dossiers import clock
from dossiers.models import User
from notifications import circuits, outbox
from notifications.channels import zalo
from notifications.models import Delivery, DeliveryState, Incident, ZaloAccess
from tests.notifications.receiver import Request, receiving
from tests.world import do, drafts, make_world

pytestmark = pytest.mark.django_db
S = DeliveryState
ID = "7655909298596854389"


@dataclass
class Oa:
    """Zalo as far as we use it: takes the newest token only, and each renewing token once."""

    good: str = ""
    renewing: str = "lam-moi-0"
    says: int = 0
    renewed: int = 0
    taken: list[dict] = field(default_factory=list)
    forms: list[dict] = field(default_factory=list)

    def __call__(self, request: Request) -> tuple[int, dict[str, str], str]:
        answer = self.renew(request) if request.path == "/v4/oa/access_token" else self.take(request)
        return 200, {"Content-Type": "application/json"}, json.dumps(answer)

    def renew(self, request: Request) -> dict:
        form = {name: values[0] for name, values in parse_qs(request.body).items()}
        self.forms.append(form | {"secret_key": request.headers.get("secret_key", "")})
        if form["refresh_token"] != self.renewing:
            return {"error": -14014, "error_name": "Invalid refresh token"}
        self.renewed += 1
        self.good, self.renewing = f"quyen-{self.renewed}", f"lam-moi-{self.renewed}"
        return {"access_token": self.good, "refresh_token": self.renewing, "expires_in": "90000"}

    def take(self, request: Request) -> dict:
        assert request.path == zalo.PATH
        if request.headers.get("access_token") != self.good:
            return {"error": -216, "message": "Access token has expired"}
        if self.says == 0:
            self.taken.append(json.loads(request.body))
        return {"error": self.says, "message": "Success" if self.says == 0 else "Error"}


@pytest.fixture
def oa(settings) -> Iterator[Oa]:
    circuits.forget()
    found = Oa()
    with receiving(found) as receiver:
        own = receiver.url.rpartition("/")[0]
        settings.ZALO = Zalo("app-1", "khoa-bi-mat", "lam-moi-0", own, own)
        yield found


@pytest.fixture
def world():
    found = make_world()
    User.objects.filter(pk=found.appraiser.pk).update(zalo_id=ID)
    return found


def told(world) -> list[Delivery]:
    do(world, "submit", drafts(world))
    outbox.announce()
    return list(Delivery.objects.filter(channel=zalo.NAME).order_by("pk"))


def after_sending() -> Delivery:
    outbox.send_due()
    return Delivery.objects.filter(channel=zalo.NAME).latest("pk")


def test_it_is_off_until_configured(world, settings, client):
    assert (settings.ZALO, zalo.is_configured()) == (None, False)
    assert told(world) == []
    client.force_login(world.appraiser)
    assert client.get(reverse("notifications:zalo")).status_code == 404
    assert "Nhận tin qua Zalo" not in client.get(reverse("notifications:list")).content.decode()


def test_only_who_has_a_number_is_reached(world, oa):
    assert [row.user for row in told(world)] == [world.appraiser]


def test_a_message_arrives_with_its_link(world, oa):
    [row] = told(world)
    assert after_sending().state == S.SENT
    [message] = oa.taken
    assert message["recipient"] == {"user_id": ID}
    assert message["message"]["text"] == f"{row.subject}\n\n{row.body}\n\nXem tại: http://localhost:8000{row.link}"
    assert oa.forms == [{
        "refresh_token": "lam-moi-0", "app_id": "app-1", "grant_type": "refresh_token", "secret_key": "khoa-bi-mat",
    }]


def test_a_long_text_keeps_its_link(world, oa):
    [row] = told(world)
    row.body = "dài " * 1000
    said = zalo.text(row)
    assert (len(said), said.endswith(f"…\n\nXem tại: http://localhost:8000{row.link}")) == (zalo.LONGEST, True)


def test_a_token_is_used_until_shortly_before_its_end(world, oa):
    told(world)
    after_sending()
    told(world)
    after_sending()
    assert (len(oa.taken), oa.renewed) == (2, 1)
    ZaloAccess.objects.update(until=clock.now() + timedelta(minutes=4))
    told(world)
    assert (after_sending().state, oa.renewed) == (S.SENT, 2)


def test_one_that_is_no_longer_taken_is_renewed_once_and_the_message_goes(world, oa):
    told(world)
    after_sending()
    ZaloAccess.objects.update(renewed_at=clock.now() - timedelta(hours=1))
    oa.good = "cap-cho-nguoi-khac"
    told(world)
    row = after_sending()
    assert (row.state, oa.renewed, [each.outcome for each in row.tries.all()]) == (S.SENT, 2, ["retry", "sent"])


def test_a_renewal_that_is_refused_is_told_in_words_and_costs_no_message(world, oa):
    oa.renewing = "mot-ma-khac"
    told(world)
    row = after_sending()
    assert row.state == S.RETRY
    assert row.last_error.startswith("Zalo không cấp lại quyền gửi tin")
    assert not Incident.objects.exists()


def test_a_new_token_in_the_environment_begins_anew(world, oa, settings):
    told(world)
    after_sending()
    oa.renewing = "lam-moi-moi"
    settings.ZALO = Zalo("app-1", "khoa-bi-mat", "lam-moi-moi", settings.ZALO.url, settings.ZALO.login_url)
    told(world)
    assert (after_sending().state, oa.forms[-1]["refresh_token"]) == (S.SENT, "lam-moi-moi")


@pytest.mark.parametrize(
    ("says", "state", "incidents"),
    [(-32, S.RETRY, 0), (-211, S.RETRY, 0), (-999, S.RETRY, 0), (-213, S.FAILED, 1), (-230, S.FAILED, 1)],
)
def test_each_answer_has_its_end(says, state, incidents, world, oa):
    oa.says = says
    told(world)
    assert (after_sending().state, Incident.objects.count()) == (state, incidents)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [(500, "", "Zalo đang trục trặc (mã trả lời 500)."), (503, '{"error": 0}', "Zalo đang trục trặc (mã trả lời 503)."),
     (429, "", "Zalo trả lời không đọc được (mã trả lời 429)."), (200, "<html>", "Zalo trả lời không đọc được")],
)
def test_what_is_no_answer_of_the_interface_is_tried_again(status, body, words, world, oa, settings):
    told(world)
    ZaloAccess.objects.create(
        pk=1, seed=hashlib.sha256(b"lam-moi-0").hexdigest(), refresh="lam-moi-0", access="quyen",
        until=clock.now() + timedelta(hours=1),
    )
    with receiving() as receiver:
        receiver.answer(status, body)
        settings.ZALO = replace(settings.ZALO, url=receiver.url.rpartition("/")[0])
        row = after_sending()
    assert (row.state, row.last_error[: len(words)], Incident.objects.count()) == (S.RETRY, words, 0)


def test_a_person_writes_and_takes_away_the_own_number(oa, world, client):
    client.force_login(world.head)
    page = reverse("notifications:zalo")
    assert "Nhận tin qua Zalo" in client.get(page).content.decode()
    assert "chỉ gồm chữ số" in client.post(page, {"zalo_id": "an.nguyen"}).content.decode()
    for number in (ID, ""):
        client.post(page, {"zalo_id": number})
        world.head.refresh_from_db()
        assert world.head.zalo_id == number
