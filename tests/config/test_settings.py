"""A malformed value stops the start with one clear line; a good one does what it says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import environment
from config.environment import BadSetting
from config.environment.site import SHORTEST_SECRET

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Kx7-pQ2vR9tYw4zB8nM1cF6hJ3lD5sG0aE-uT7iO2yW4qZ9xV6b"

MALFORMED = [
    {"PORT": "eight"},
    {"PORT": "0"},
    {"PORT": "65536"},
    {"PORT": "80.5"},
    {"PORT": ""},
    {"DEBUG": "maybe"},
    {"DATABASE_URL": ""},
    {"DATABASE_URL": "mysql://root@localhost/db"},
    {"DATABASE_URL": "db.sqlite3"},
    {"DATABASE_URL": "sqlite:db.sqlite3"},
    {"DATABASE_URL": "sqlite://"},
    {"DATABASE_URL": "sqlite:///no/such/folder/db.sqlite3"},
    {"DATABASE_URL": "sqlite:///config"},
    {"DATABASE_URL": "sqlite:///var/db.sqlite3?mode=ro"},
    {"DATABASE_URL": "postgres://postgres@localhost"},
    {"DATABASE_URL": "postgres://postgres@localhost:port/db"},
    {"DATABASE_URL": "postgres://postgres@localhost:0/db"},
    {"DATABASE_URL": "postgres://postgres:hush#hush@localhost/db"},
    {"DATABASE_URL": "postgres://postgres@localhost/db?pool=5"},
    {"DATABASE_URL": "postgres://postgres@localhost/db?sslmode=maybe"},
    {"DATABASE_URL": "postgres://postgres@localhost/db?sslmode"},
    {"DATABASE_URL": "postgres://postgres@localhost/db?connect_timeout=long"},
    {"CELERY_BROKER_URL": "memory://"},
    {"CELERY_BROKER_URL": "redis://"},
    {"CELERY_BROKER_URL": "redis://localhost/first"},
    {"CELERY_BROKER_URL": "redis://localhost?db=1"},
    {"CELERY_BROKER_URL": "filesystem://folder"},
    {"EMAIL_URL": "mail.example.vn"},
    {"EMAIL_URL": "smtp://"},
    {"EMAIL_URL": "smtp://mail.example.vn?sender=a@b.vn"},
    {"EMAIL_URL": "smtp://mail.example.vn?from=nobody"},
    {"EMAIL_URL": "file://relative"},
    {"SECRET_KEY": "short"},
    {"SECRET_KEY": "a" * 60},
    {"SECRET_KEY": "django-insecure-" + SECRET},
    {"ALLOWED_HOSTS": "https://thidua.example.vn"},
    {"ALLOWED_HOSTS": "thidua.example.vn:8000"},
    {"ALLOWED_HOSTS": "a.vn,,b.vn"},
    {"ALLOWED_HOSTS": "a.vn b.vn"},
    {"ALLOWED_HOSTS": "*.example.vn"},
    {"MEDIA_ROOT": "s3://bucket"},
    {"MEDIA_ROOT": "manage.py/media"},
    {"ZALO_OA_SECRET": "chi-co-mot"},
    {"ZALO_OA_URL": "openapi.zalo.me"},
    {"ZALO_OA_LOGIN_URL": "https://"},
    {"WEBHOOK_ALLOW_PRIVATE": "maybe"},
    {"BASE_URL": "thidua.example.vn"},
    {"BASE_URL": "https://thidua.example.vn/vinhdanh"},
    {"BASE_URL": "https://"},
]


def start(given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environ = {name: text for name, text in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    command = [sys.executable, "manage.py", "start"]
    return subprocess.run(command, cwd=ROOT, env=environ | given, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("given", MALFORMED, ids=lambda given: "=".join(*given.items()))
def test_a_malformed_value_is_refused(given, tmp_path):
    name = next(iter(given))
    read = {
        "PORT": lambda: environment.read_port(given, "PORT", 8000),
        "DEBUG": lambda: environment.read_flag(given, "DEBUG", False),
        "DATABASE_URL": lambda: environment.read_database(given, base=ROOT),
        "CELERY_BROKER_URL": lambda: environment.read_broker(given, base=ROOT),
        "EMAIL_URL": lambda: environment.read_mail(given, base=ROOT),
        "SECRET_KEY": lambda: environment.read_secret(given, base=tmp_path, debug=False),
        "ALLOWED_HOSTS": lambda: environment.read_hosts(given, also=None),
        "MEDIA_ROOT": lambda: environment.read_media(given, base=ROOT),
        "BASE_URL": lambda: environment.read_base_url(given, port=8000),
        "ZALO_OA_SECRET": lambda: environment.read_zalo(given),
        "ZALO_OA_URL": lambda: environment.read_zalo(given),
        "ZALO_OA_LOGIN_URL": lambda: environment.read_zalo(given),
        "WEBHOOK_ALLOW_PRIVATE": lambda: environment.read_flag(given, "WEBHOOK_ALLOW_PRIVATE", False),
    }
    with pytest.raises(BadSetting) as refused:
        read[name]()
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "given",
    [
        {"PORT": "eight"},
        {"DEBUG": "maybe"},
        {"DATABASE_URL": "mysql://root@localhost/db"},
        {"CELERY_BROKER_URL": "memory://"},
        {"EMAIL_URL": "smtp://"},
        {"SECRET_KEY": "short"},
        {"ALLOWED_HOSTS": "https://a.vn"},
        {"MEDIA_ROOT": "s3://bucket"},
        {"BASE_URL": "a.vn"},
        {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
    ],
    ids=lambda given: "=".join(*given.items()),
)
def test_the_start_stops_with_one_line(given):
    done = start({"PORT": "18999"} | given)
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines), done.stdout) == (1, 1, ""), done.stderr
    assert lines[0].startswith("Vinh Danh không khởi động được: ")


def test_a_taken_port_stops_the_start_with_one_line():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start({"PORT": str(port)})
    assert done.returncode == 1
    assert done.stderr == (
        f"Vinh Danh không khởi động được: cổng {port} đang có chương trình khác dùng; hãy đặt PORT khác.\n"
    )


@pytest.mark.parametrize("name", ["DATABASE_URL", "CELERY_BROKER_URL", "EMAIL_URL"])
def test_a_refusal_never_repeats_a_password(name):
    readers = {
        "DATABASE_URL": environment.read_database,
        "CELERY_BROKER_URL": environment.read_broker,
        "EMAIL_URL": environment.read_mail,
    }
    with pytest.raises(BadSetting) as refused:
        readers[name]({name: "ftp://user:mat-khau-that@host:99999/x"}, base=ROOT)
    assert "mat-khau-that" not in str(refused.value)


def test_postgres_waits_five_seconds_for_a_lock():
    given = {"DATABASE_URL": "postgres://an:m%40t@db.example.vn:5433/vinhdanh?sslmode=require"}
    database = environment.read_database(given, base=ROOT)
    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "vinhdanh",
        "USER": "an",
        "PASSWORD": "m@t",
        "HOST": "db.example.vn",
        "PORT": "5433",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5", "sslmode": "require", "options": "-c lock_timeout=5s -c jit=off"},
    }


def test_sqlite_begins_immediate_and_waits():
    database = environment.read_database({}, base=ROOT)
    assert database["NAME"] == str(ROOT / "var" / "db.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_an_absolute_sqlite_file_has_four_slashes(tmp_path):
    database = environment.read_database({"DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3"}, base=ROOT)
    assert database["NAME"] == f"{tmp_path}/a.sqlite3"


def test_mails_go_to_a_folder_without_a_server():
    mail = environment.read_mail({}, base=ROOT)
    assert mail.backend == "django.core.mail.backends.filebased.EmailBackend"
    assert mail.settings == {"EMAIL_FILE_PATH": str(ROOT / "var" / "mail")}


def test_a_mail_server_with_starttls():
    mail = environment.read_mail(
        {"EMAIL_URL": "smtp+tls://gui:m%3At@mail.example.vn?from=thidua@example.vn"}, base=ROOT
    )
    assert mail.sender == "thidua@example.vn"
    assert (mail.settings["EMAIL_PORT"], mail.settings["EMAIL_USE_TLS"], mail.settings["EMAIL_USE_SSL"]) == (
        587,
        True,
        False,
    )
    assert mail.settings["EMAIL_HOST_PASSWORD"] == "m:t"


def test_the_broker_is_a_folder_by_default():
    broker = environment.read_broker({}, base=ROOT)
    assert (broker.url, broker.folder) == ("filesystem://", ROOT / "var" / "broker")


def test_a_machine_makes_its_own_secret_once(tmp_path):
    first = environment.read_secret({}, base=tmp_path, debug=False)
    assert len(first) >= SHORTEST_SECRET
    assert environment.read_secret({}, base=tmp_path, debug=False) == first
    assert oct((tmp_path / "var" / "secret_key").stat().st_mode & 0o777) == "0o600"
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_two_machines_have_different_secrets(tmp_path):
    keys = {environment.read_secret({}, base=tmp_path / name, debug=False) for name in ("a", "b")}
    assert len(keys) == 2


def test_a_short_secret_is_enough_only_while_debugging(tmp_path):
    assert environment.read_secret({"SECRET_KEY": "short"}, base=tmp_path, debug=True) == "short"


def test_own_names_are_allowed_without_being_listed():
    assert environment.read_hosts({}, also="thidua.example.vn") == [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "thidua.example.vn",
    ]


def test_listed_names_replace_the_own_ones():
    assert environment.read_hosts({"ALLOWED_HOSTS": "a.vn, .b.vn,[::1]"}, also=None) == ["a.vn", ".b.vn", "[::1]"]
