"""Own error pages, Vietnamese, with a next step; and the headers that every answer carries."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client
from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401

TEMPLATES = Path(__file__).resolve().parents[2] / "config" / "templates"


def bad(request):
    raise BadRequest("Malformed")


def denied(request):
    raise PermissionDenied


def explained(request):
    raise PermissionDenied("Phiên họp này chỉ dành cho ủy viên Hội đồng.")


def broken(request):
    raise RuntimeError("secret detail")


def fine(request):
    return HttpResponse("ok")


urlpatterns = [
    path("bad", bad),
    path("denied", denied),
    path("explained", explained),
    path("broken", broken),
    path("fine", fine),
    path("", include("config.urls")),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor(django_user_model):
    client = Client(raise_request_exception=False)
    client.force_login(django_user_model.objects.create_user("nguyen.an", full_name="Nguyễn An"))
    return client


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/bad", 400, "Yêu cầu không đọc được"),
        ("/denied", 403, "Không có quyền xem hoặc làm việc này"),
        ("/no-such-page/", 404, "Không có trang này"),
        ("/broken", 500, "Có lỗi ở máy chủ"),
    ],
)
def test_an_error_page_is_ours_and_says_what_to_do(visitor, address, status, heading):
    response = visitor.get(address)
    text = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{heading}</h1>" in text
    assert '<html lang="vi">' in text
    assert "Hãy " in text or "hãy " in text
    assert not re.search(r"\b(Not Found|Forbidden|Server Error|Bad Request|Malformed|secret|Traceback)\b", text)


@pytest.mark.parametrize(
    ("method", "address", "fields"),
    [("get", "/ho-so/a%00b/", {}), ("get", "/fine", {"q": "a\x00b"}), ("post", "/fine", {"a\x00": "b"}),
     ("post", "/bo-loc/luu/", {"ten": "a\x00b", "dieu-kien": "q=a"})],
)
def test_what_no_database_keeps_is_refused_before_any_page(visitor, method, address, fields):
    response = getattr(visitor, method)(address, fields)
    assert response.status_code == 400
    assert "<h1>Yêu cầu không đọc được</h1>" in response.content.decode()


def test_a_reason_written_for_people_is_shown(visitor):
    assert "Phiên họp này chỉ dành cho ủy viên Hội đồng." in visitor.get("/explained").content.decode()


def test_a_form_without_its_code_is_refused_in_vietnamese():
    response = Client(enforce_csrf_checks=True).post("/fine")
    assert response.status_code == 403
    assert "Biểu mẫu đã hết hiệu lực" in response.content.decode()


def test_the_server_error_page_needs_nothing():
    source = (TEMPLATES / "500.html").read_text()
    assert "{%" not in source
    assert "{{" not in source


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "base.html"])
def test_our_template_wins(name):
    assert Path(get_template(name).origin.name) == TEMPLATES / name


def test_every_answer_carries_a_strict_policy(visitor):
    policy = visitor.get("/fine")["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";")} == {
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    }


@pytest.mark.parametrize("address", ["/bad", "/denied", "/no-such-page/", "/broken"])
def test_error_pages_carry_it_too(visitor, address):
    assert "default-src 'self'" in visitor.get(address)["Content-Security-Policy"]


def test_a_stranger_is_sent_to_the_login(client):
    response = client.get("/fine")
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/fine")
