"""`manage.py rehearse --messages`: who would have heard what, when and by which way, reminders among it."""

import json
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from config.rehearsal import throwaway
from dossiers import clock
from dossiers.models import Season, User
from dossiers.vocabulary import Nature, State
from notifications.models import QuietHours
from tests.world import bring, make_world
from workflow import journal, reconcile
from workflow.alarms.kinds import DeadlineKind
from workflow.models import Alarm, Firing, Rung

BOTH = "Trong ứng dụng, Thư điện tử"
UNTOUCHED = """\
title: "Một hồ sơ nằm yên"
season: {year: 2024, procedure: regular, opens: 2024-01-10}
as_of: 2024-04-01
waive: [standard, quota, form, timing]
bodies:
  - {code: S, name: "Sở Mẫu", level: department, decider: "Giám đốc", office: "Văn phòng", council: {members: 4}}
units:
  - {code: P1, name: "Phòng 1", body: S}
nominations:
  - {award: GK_SO, subject: individual, count: 1, from: all, decided_by: S, fate: pending}
expect:
  pending: [{body: S, award: GK_SO, collectives: 0, individuals: 1}]
"""
SENT = [
    ("10/01/2024 08:00", "drafter, head", "Trong ứng dụng", "Mở năm thi đua"),
    ("01/04/2024 08:03", "office_head, other, taker", BOTH, "Hồ sơ mới chờ tiếp nhận"),
    ("01/04/2024 08:06", "other", BOTH, "Hồ sơ chờ thẩm định"),
]
# twenty working days, Hùng Vương 18/4 and five days off around 1/5 left out, the Saturday 4/5 made up for
LADDER = [
    ("23/04/2024 08:00", "other, taker", BOTH, "Hồ sơ sắp đến hạn"),
    ("26/04/2024 08:00", "other, taker", BOTH, "Hồ sơ sắp đến hạn"),
    ("03/05/2024 08:00", "other, taker", BOTH, "Hồ sơ đến hạn hôm nay"),
    ("04/05/2024 08:00", "other, taker", BOTH, "Hồ sơ quá hạn, cần xử lý"),
    ("04/05/2024 08:00", "decider", BOTH, "Hồ sơ quá hạn ở nơi bạn phụ trách"),
]


@pytest.fixture
def catalogue(db, monkeypatch):
    call_command("load_catalogue", verbosity=0)
    monkeypatch.setenv("COLUMNS", "400")  # nothing is folded


@pytest.fixture
def here(monkeypatch, catalogue):
    """Let the test's own database be the throw-away one."""

    @contextmanager
    def stage():
        yield

    monkeypatch.setattr(throwaway, "stage", stage)


@pytest.fixture
def rehearse(tmp_path, capsys):
    """`rehearse(content, *options)`: what the command printed."""

    def run(content: str, *options: str) -> str:
        file = tmp_path / "season.yaml"
        file.write_text(content)
        call_command("rehearse", str(file), "--messages", *options)
        return capsys.readouterr().out

    return run


PARTS = {
    "Giám đốc": "decider", "Phụ trách Văn phòng": "office_head", "Thủ trưởng đơn vị": "head",
    "Người soạn hồ sơ": "drafter",
}


def printed(out: str) -> list[tuple[str, ...]]:
    """Every row of the tables: when, who, by which ways, what; of the two appraisers 'taker' is who received it."""
    rows: list[list[list[str]]] = []
    for line in out.splitlines():
        if not line.startswith("│"):
            continue
        cells = [cell.strip() for cell in line.strip("│").split("│")]
        if cells[0]:
            rows.append([[] for _ in cells])
        for place, cell in enumerate(cells):
            rows[-1][place] += [cell] if cell else []
    appraisers = sorted({who for row in rows for who in row[1] if "Chuyên viên" in who})
    waited = next(row[1][0] for row in rows if row[3][0].startswith("Hồ sơ chờ thẩm định"))
    parts = {each: "other" if each == waited else "taker" for each in appraisers}
    told = []
    for when, who, ways, what, *_ in rows:
        people = [parts.get(each) or PARTS[each.partition("(")[2].rpartition(" ")[0]] for each in who]
        told.append((when[0], ", ".join(sorted(people)), ways[0], what[0].partition(" – ")[0]))
    return told


def test_a_dossier_left_untouched_yields_exactly_the_rungs_of_the_ladder(here, rehearse):
    assert printed(rehearse(UNTOUCHED)) == [*SENT, *LADDER]
    outcomes = Firing.objects.filter(alarm__version=2).order_by("pk").values_list("step", "outcome")
    assert list(outcomes) == [
        *((step, Firing.Outcome.FIRED) for step in ("-5", "-2", "0", "end", "1")), ("6", Firing.Outcome.OFF),
    ]
    assert (list(journal.faults()), list(reconcile.breaches())) == ([], [])


def test_the_rungs_are_those_of_the_installation(here, rehearse):
    Rung.objects.filter(kind=DeadlineKind.STEP, offset__in=[-5, 0]).update(active=False)
    assert printed(rehearse(UNTOUCHED)) == [*SENT, LADDER[1], *LADDER[3:]]


def test_kept_beside_other_data_it_rings_in_the_application_alone_and_never_again(catalogue, rehearse):
    out = rehearse(UNTOUCHED, "--keep")
    assert printed(out) == [(when, who, "Trong ứng dụng", what) for when, who, _, what in [*SENT, *LADDER]]
    assert Season.objects.get().nature == Nature.REHEARSAL
    assert (Alarm.objects.filter(at__isnull=False).count(), list(reconcile.breaches())) == (0, [])


def test_kept_beside_a_sample_year_it_rings_and_tells_nothing_of_that_year(catalogue, rehearse):
    with clock.set_to(timezone.make_aware(datetime(2024, 3, 11, 9))):
        dossiers = bring(make_world(), State.APPRAISING, 2)
    Season.objects.update(nature=Nature.SAMPLE)
    User.objects.update(nature=Nature.SAMPLE)
    before = list(Alarm.objects.values_list("pk", "rung", "at"))
    rehearse(UNTOUCHED, "--keep")
    assert list(Alarm.objects.filter(pk__in=[pk for pk, *_ in before]).values_list("pk", "rung", "at")) == before
    assert {entry.act for dossier in dossiers for entry in dossier.entries.all()} == {"submit", "receive"}
    assert Firing.objects.filter(outcome=Firing.Outcome.FIRED).count() == 5


def test_what_is_written_at_night_leaves_by_mail_in_the_morning(here, rehearse):
    QuietHours.objects.create(begins="07:00", ends="08:30", days_off=True)
    told = printed(rehearse(UNTOUCHED))
    assert [row for row in told if row[3] == "Hồ sơ đến hạn hôm nay"] == [
        ("03/05/2024 08:00", "other, taker", "Trong ứng dụng", "Hồ sơ đến hạn hôm nay"),
        ("03/05/2024 08:30", "other, taker", "Thư điện tử", "Hồ sơ đến hạn hôm nay"),
    ]


def test_a_jump_over_months_rings_on_the_mornings_between(here, rehearse):
    """The second line is handed in four months after the first, which lies untouched meanwhile."""
    later = UNTOUCHED.replace(
        "expect:\n",
        "  - {award: LDTT, subject: individual, count: 1, from: all, decided_by: S, fate: granted, "
        "on_date: 2024-09-04}\n"
        "expect:\n  granted: [{body: S, award: LDTT, collectives: 0, individuals: 1}]\n",
    )
    told = json.loads(rehearse(later, "--json"))["messages"]
    at = [datetime.fromisoformat(each["at"]) for each in told]
    assert at == sorted(at)
    reminded = [
        f"{moment:%d/%m/%Y %H:%M}" for moment, each in zip(at, told, strict=True)
        if "hạn" in each["subject"] and each["channel"] == "Trong ứng dụng" and moment.month < 9
    ]
    assert reminded == [when for when, who, *_ in LADDER for _ in who.split(", ")]
    assert {each["state"] for each in told} == {"Đã gửi"}


def test_without_the_option_nothing_rings(here, tmp_path, capsys):
    file = tmp_path / "season.yaml"
    file.write_text(UNTOUCHED)
    call_command("rehearse", str(file))
    assert (Firing.objects.count(), "Hồ sơ sắp đến hạn" in capsys.readouterr().out) == (0, False)


def test_days_of_the_plan_are_told_to_units_that_have_not_handed_in(here, rehearse):
    planned = UNTOUCHED.replace("opens: 2024-01-10", "opens: 2024-01-10, registration_by: 2024-02-29")
    told = [row for row in printed(rehearse(planned)) if "đăng ký" in row[3]]
    assert told == [
        ("22/02/2024 08:00", "drafter, head", BOTH, "Hạn đăng ký thi đua sắp hết"),
        ("27/02/2024 08:00", "drafter, head", BOTH, "Hạn đăng ký thi đua sắp hết"),
        ("29/02/2024 08:00", "drafter, head", BOTH, "Hạn đăng ký thi đua kết thúc hôm nay"),
        ("01/03/2024 08:00", "drafter, head", BOTH, "Hạn đăng ký thi đua đã hết"),
    ]
