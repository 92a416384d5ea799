"""`manage.py rehearse` and `manage.py demo`: what they print, how they end, what they leave."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from config.rehearsal import demo, sample, throwaway
from dossiers import clock
from dossiers.models import Authority, Dossier, RegisterEntry, Season, Unit, User
from dossiers.vocabulary import Nature, State
from notifications.models import Delivery, DeliveryState
from tests.config.rehearsal.texts import line_of
from tests.factories import make_season
from workflow import journal, reconcile
from workflow.alarms import sweeping
from workflow.models import Entry, Firing, Unannounced

ROOT = Path(__file__).resolve().parents[3]
TINY = """\
title: "Mùa nhỏ"
season: {year: 2024, procedure: regular, opens: 2024-01-10}
as_of: 2024-11-04
waive: [standard, quota, form, timing]
bodies:
  - {code: S, name: "Sở Mẫu", level: department, decider: "Giám đốc", council: {members: 4}}
units:
  - {repeat: 2, code: "P{n}", name: "Phòng {n}", body: S}
nominations:
  - {award: GK_SO, subject: individual, count: 2, from: all, decided_by: S, fate: granted}
attempts:
  - {act: sign, by: council_member, on: {award: GK_SO}, expect: refused, family: role}
expect:
  granted: [{body: S, award: GK_SO, collectives: 0, individuals: 2}]
"""


@pytest.fixture
def tiny(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY)
    return file


@pytest.fixture
def here(monkeypatch, catalogue):
    """Let the test's own database be the throw-away one."""

    @contextmanager
    def stage():
        yield

    monkeypatch.setattr(throwaway, "stage", stage)


def rehearse(capsys, *arguments) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    try:
        call_command("rehearse", *[str(each) for each in arguments])
        code = 0
    except SystemExit as end:
        code = end.code
    return code, *capsys.readouterr()


def test_a_season_that_ends_as_expected(here, tiny, capsys):
    code, out, err = rehearse(capsys, tiny)
    assert (code, err) == (0, "")
    assert "Mùa nhỏ: 2 được khen thưởng, 0 đang xét" in out
    assert "Kết quả đúng như kịch bản." in out


def test_json_is_one_object_of_the_promised_shape(here, tiny, capsys):
    code, out, err = rehearse(capsys, tiny, "--json")
    told = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert list(told) == [
        "ok", "granted", "pending", "refused", "withdrawn", "revoked", "returns", "acts", "attempts", "journal",
        "notifications", "seconds",
    ]
    assert told["granted"] == [{"body": "S", "award": "GK_SO", "collectives": 0, "individuals": 2}]
    assert told["attempts"] == [{"n": 1, "ok": True, "got": "refused", "families": ["role"]}]
    assert (told["acts"]["sign"], told["acts"]["vote"]) == (2, 4)
    assert told["journal"]["verified"] is True
    assert (told["notifications"]["sent"] > 0, told["notifications"]["undelivered"]) == (True, 0)


def test_it_tells_who_would_have_heard_what_and_when(here, tiny, capsys):
    code, out, err = rehearse(capsys, tiny, "--messages", "--json")
    told = json.loads(out)["messages"]
    assert (code, err, set(told[0])) == (0, "", {"at", "person", "channel", "subject", "lines", "state"})
    assert [each["at"] for each in told] == sorted(each["at"] for each in told)
    heard = {each["subject"].split(" – ")[0] for each in told}
    # told on the day it happened: nothing is past yet, so that everybody's work is among it
    assert heard == {
        "Mở năm thi đua", "Hồ sơ mới chờ tiếp nhận", "Hồ sơ chờ thẩm định", "Hồ sơ đã thẩm định xong",
        "Mời họp Hội đồng", "Hồ sơ đã được Hội đồng thông qua", "Hồ sơ chờ ký", "Văn bản chờ cấp số, phát hành",
        "Kết quả khen thưởng", "Hồ sơ sắp đến hạn", "Hồ sơ đến hạn hôm nay", "Việc phải làm sau khi có kết quả",
        "Quá hạn việc sau khi có kết quả",
    }
    letters = [each for each in told if each["channel"] == "Thư điện tử"]
    assert letters != []
    assert {each["state"] for each in told} == {"Đã gửi"}


DIFFERENT = [
    ("individuals: 2}]", "individuals: 3}]", "Khen thưởng: S · GK_SO"),
    ("family: role", "family: state", "Phép thử 1"),
    ("family: role", "family: role, also: [papers]", "Phép thử 1"),
    ("expect: refused, family: role", "expect: accepted", "Phép thử 1"),
    ("individuals: 2}]", "individuals: 2}]\n  refused: 1", "Không được khen thưởng"),
    ("individuals: 2}]", "individuals: 2}]\n  returns: 1", "Lượt yêu cầu bổ sung"),
    ("individuals: 2}]", "individuals: 2}]\n  acts: {sign: 3}", "Số lần sign"),
    ("individuals: 2}]", "individuals: 2}]\n  pending: [{body: S, award: LDTT, individuals: 1}]", "Đang xét: S · LDTT"),
]


@pytest.mark.parametrize(("old", "new", "named"), DIFFERENT)
def test_what_differs_is_shown_and_ends_with_one(here, tiny, capsys, old, new, named):
    assert TINY.count(old) == 1
    tiny.write_text(TINY.replace(old, new))
    code, out, err = rehearse(capsys, tiny)
    assert (code, err) == (1, "")
    assert "Khác với kịch bản" in out
    assert named in out


def test_a_difference_leaves_the_json_alone_on_the_standard_output(here, tiny, capsys):
    tiny.write_text(TINY.replace("individuals: 2}]", "individuals: 1}]"))
    code, out, err = rehearse(capsys, tiny, "--json")
    assert (code, json.loads(out)["ok"]) == (1, False)
    assert "Khác với kịch bản" in err


def test_families_that_are_not_built_are_named_where_nobody_waived_them(here, tiny, capsys):
    tiny.write_text(TINY.replace("waive: [standard, quota, form, timing]\n", "waive: [form]\n"))
    code, out, _ = rehearse(capsys, tiny)
    assert code == 0
    assert out.startswith("chưa kiểm: Tỷ lệ (quota), Tiêu chuẩn (standard), Thời gian (timing)\n")
    code, out, err = rehearse(capsys, tiny.with_name("absent.yaml"), "--json")
    assert (code, out) == (2, "")


MALFORMED = [
    ("fate: granted", "fate: given", "fate", "fate: given"),
    ("count: 2", "count: 0", "count", "count: 0"),
    ("season: {", "saison: {", "saison", "saison"),
    ("council: {members: 4}", "council: {members: 4, vote: secret}", "vote", "Sở Mẫu"),
    ("award: GK_SO, subject", "award: GK_LA, subject", "award", "GK_LA"),
    ("family: role", "family: quota", "family", "family: quota"),
    ("on: {award: GK_SO}, ", "award: GK_SO, subject: individual, decided_by: S, ", "act", "act: sign"),
]


@pytest.mark.parametrize(("old", "new", "key", "words"), MALFORMED)
def test_a_malformed_file_is_one_line_and_two(tiny, capsys, old, new, key, words):
    content = TINY.replace(old, new)
    tiny.write_text(content)
    code, out, err = rehearse(capsys, tiny, "--json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"dòng {line_of(content, words)}: khóa '{key}'" in err


def test_the_bar_stays_away_where_nobody_looks(here, tiny, capsys):
    assert "Diễn tập" not in rehearse(capsys, tiny)[2]


def in_a_process(*arguments: str, **environ: str) -> subprocess.CompletedProcess:
    database = connection.settings_dict
    address = f"sqlite:///{ROOT}/var/unused-{os.getpid()}.sqlite3"
    if connection.vendor == "postgresql":
        password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
        address = f"postgres://{database['USER']}{password}@{database['HOST']}:{database['PORT'] or 5432}/postgres"
    return subprocess.run(
        [sys.executable, "manage.py", "rehearse", *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"DATABASE_URL": address} | environ,
    )


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'vinhdanh_dientap%'")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.slow
def test_it_plays_in_a_database_that_is_gone_afterwards(db, tiny, tmp_path):
    media, scratch = tmp_path / "media", tmp_path / "scratch"
    scratch.mkdir()
    before = databases() if connection.vendor == "postgresql" else set()
    done = in_a_process(str(tiny), MEDIA_ROOT=str(media), TMPDIR=str(scratch))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert (media.exists(), list(scratch.iterdir())) == (False, [])
    assert not (ROOT / "var" / f"unused-{os.getpid()}.sqlite3").exists()
    if connection.vendor == "postgresql":
        assert databases() <= before


@pytest.fixture
def nobody(db):
    """A role of the server that may not create databases; made beside the test's transaction, for others to see."""
    name, server = f"khong_quyen_{os.getpid()}", connection.copy()
    with server.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN NOCREATEDB")
    yield name
    with server.cursor() as cursor:
        cursor.execute(f"DROP ROLE {name}")
    server.close()


@pytest.mark.postgres
def test_without_the_right_to_create_databases_it_is_one_line_and_two(nobody, tiny):
    host, port = connection.settings_dict["HOST"] or "127.0.0.1", connection.settings_dict["PORT"] or 5432
    done = in_a_process(str(tiny), DATABASE_URL=f"postgres://{nobody}@{host}:{port}/postgres")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "cơ sở dữ liệu tạm" in done.stderr


# --keep


def test_a_kept_season_is_marked_and_stays_out_of_what_is_real(catalogue, tiny, capsys):
    sent_before = Delivery.objects.count()
    code, out, _ = rehearse(capsys, tiny, "--keep")
    assert code == 0
    assert set(Season.objects.values_list("nature", flat=True)) == {Nature.REHEARSAL}
    assert set(Unit.objects.values_list("nature", flat=True)) == {Nature.REHEARSAL}
    assert set(User.objects.values_list("nature", flat=True)) == {Nature.REHEARSAL}
    assert set(Unit.objects.values_list("code", flat=True)) == {"DT-S", "DT-P1", "DT-P2"}
    assert all(name.startswith("dt.") for name in User.objects.values_list("username", flat=True))
    assert Dossier.objects.filter(state=State.GRANTED).count() == 2
    assert RegisterEntry.objects.count() == 0
    assert (Unannounced.objects.count(), list(reconcile.breaches()), list(journal.faults())) == (0, [], [])
    # nothing is on its way out of the application
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    assert not Delivery.objects.filter(channel="email").exists()
    assert Delivery.objects.count() > sent_before
    assert {row.outcome for row in sweeping.sweep()} <= {Firing.Outcome.STALE}


def test_everybody_of_a_kept_season_can_sign_in(catalogue, tiny, capsys):
    _, out, _ = rehearse(capsys, tiny, "--keep")
    password = re.search(r"mật khẩu: (\S+)", out).group(1)
    request = RequestFactory().post("/")
    names = ["dt.s.nguoiky", "dt.s.thuky", "dt.s.uyvien01", "dt.p1.thutruong", "dt.p2.nguoisoan"]
    assert [authenticate(request, username=name, password=password).username for name in names] == names


def test_a_kept_season_says_on_its_pages_that_it_is_rehearsed(catalogue, tiny, capsys, client):
    rehearse(capsys, tiny, "--keep")
    assert Season.objects.get().title == "Năm thi đua 2024 (diễn tập)"
    assert {unit.name for unit in Unit.objects.all()} == {
        "Sở Mẫu (diễn tập)", "Phòng 1 (diễn tập)", "Phòng 2 (diễn tập)",
    }
    make_season(2026, nature=Nature.SAMPLE)
    client.force_login(User.objects.get(username="dt.s.nguoiky"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/").content.decode()
    assert ("<strong>Diễn tập:</strong>" in page, "Dữ liệu mẫu" in page) == (True, False)


def test_rows_of_authority_of_a_kept_season_are_marked(catalogue, tiny, capsys):
    tiny.write_text(TINY.replace("nominations:", "authority:\n  - {body: S, awards: [GK_SO]}\nnominations:"))
    rehearse(capsys, tiny, "--keep")
    row = Authority.objects.get(body__code="DT-S")
    assert (row.nature, row.evidence) == (Nature.REHEARSAL, "L")


def test_nothing_is_kept_beside_a_real_season(catalogue, tiny, capsys):
    make_season(2023)
    code, out, err = rehearse(capsys, tiny, "--keep")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "chính thức" in err
    assert Unit.objects.count() == 0


def test_a_sample_year_is_no_real_season(catalogue, tiny, capsys):
    make_season(2024, nature=Nature.SAMPLE)
    assert rehearse(capsys, tiny, "--keep")[0] == 0


def test_a_year_is_kept_once_and_another_year_beside_it(catalogue, tiny, capsys):
    assert rehearse(capsys, tiny, "--keep")[0] == 0
    code, _, err = rehearse(capsys, tiny, "--keep")
    assert (code, err.count("\n")) == (2, 1)
    tiny.write_text(TINY.replace("2024", "2025"))
    assert rehearse(capsys, tiny, "--keep")[0] == 0
    assert Unit.objects.filter(code="DT2-S").exists()


def test_a_rehearsal_that_breaks_off_leaves_nothing(catalogue, tiny, capsys, monkeypatch):
    def break_off(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("config.rehearsal.signing.number_and_issue", break_off)
    assert rehearse(capsys, tiny, "--keep") == (130, "", "")
    assert (Season.objects.count(), User.objects.count(), Dossier.objects.count()) == (0, 0, 0)
    assert [file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()] == []


# demo


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.slow
def test_the_sample_year_has_dossiers_in_every_state(catalogue, capsys):
    call_command("demo")
    assert set(Dossier.objects.values_list("state", flat=True)) == {state.value for state in State}
    assert (list(reconcile.breaches()), list(journal.faults()), Unannounced.objects.count()) == ([], [], 0)
    season = Season.objects.get()
    assert (season.nature, "dữ liệu mẫu" in season.title, season.is_open) == (Nature.SAMPLE, True, True)
    printed = capsys.readouterr().out
    assert all(account.username in printed for account in sample.ACCOUNTS)
    assert_accounts_work()
    before = (User.objects.count(), Dossier.objects.count())
    call_command("demo", verbosity=0)
    assert (User.objects.count(), Dossier.objects.count()) == before
    assert Dossier.objects.filter(nominee__user__username="canhan").count() == 2
    assert_each_reminder_came_in_its_morning()


def assert_each_reminder_came_in_its_morning() -> None:
    """Not all of them at the moment at which the year was entered, whose past lies in months before."""
    rang = Entry.objects.filter(act__in=["remind", "duty_due"]).values_list("at", flat=True)
    moments = {timezone.localtime(moment) for moment in rang}
    assert ({moment.hour for moment in moments}, len(moments) > 1) == ({8}, True)


def assert_accounts_work() -> None:
    request = RequestFactory().post("/")
    for account in sample.ACCOUNTS:
        user = authenticate(request, username=account.username, password=sample.PASSWORD)
        assert user is not None and not user.must_change_password, account.username


DAYS = ["2027-01-02T07:00", "2028-02-29T10:00", "2027-02-10T09:00", "2027-03-18T23:00", "2031-12-31T12:00"]


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS)
def test_the_sample_year_stands_on_any_day_of_any_year(catalogue, day):
    with clock.set_to(at(day)):
        demo.build()
    season = Season.objects.get()
    assert set(Dossier.objects.values_list("state", flat=True)) == {state.value for state in State}
    assert list(reconcile.breaches()) == []
    assert season.opens < at(day).date() <= season.dossiers_by
    assert not Dossier.objects.filter(since__gt=at(day)).exists()


def test_no_sample_year_beside_a_real_one(catalogue):
    make_season(2026)
    with pytest.raises(CommandError):
        call_command("demo")
    assert Unit.objects.count() == 0


def test_accounts_are_told_only_where_there_is_a_sample_year(catalogue):
    with pytest.raises(CommandError):
        call_command("demo", accounts=True)
