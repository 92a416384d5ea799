"""Seasons of the test data, played: each comes to what it expects, and the journal and the procedures hold."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import F

from config.rehearsal import attempts, catalogue_codes
from config.rehearsal.reading import read
from config.rehearsal.rehearsing import rehearse
from config.rehearsal.report import Result
from config.rehearsal.scenario import Scenario
from dossiers.models import Dossier, Paper, RegisterEntry, StoredFile
from workflow import reconcile
from workflow.models import Ballot, Correction, Decision, Entry, Recusal, Session

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
QUICK = ["default-installation-2025", "simplified-2024"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("catalogue")]


def scenario(name: str) -> Scenario:
    return read(SCENARIOS / f"{name}.yaml", awards=catalogue_codes.awards(), papers=catalogue_codes.papers())


def played(name: str) -> Result:
    return rehearse(scenario(name), password="thu")


def told(result: Result) -> list[str]:
    """Everything that went otherwise than expected, to be read in a failed test."""
    return [f"{each.what}: {each.expected} / {each.found}" for each in result.differences] + list(result.stuck)


@pytest.mark.parametrize("name", QUICK)
def test_the_season_comes_to_what_its_file_expects(name):
    result = played(name)
    assert told(result) == []
    assert list(reconcile.breaches()) == []
    assert (result.verified, result.undelivered) == (True, 0)
    assert result.entries == Entry.objects.count()


def test_dak_lak_2003():
    result = played("dak-lak-2003")
    assert told(result) == []
    assert list(reconcile.breaches()) == []
    assert sum(sum(row) for row in result.figures.granted.values()) == 126
    assert (result.verified, result.undelivered) == (True, 0)
    assert result.sent > 0
    assert RegisterEntry.objects.count() == 126


@pytest.mark.slow
def test_every_fate_at_every_kind_of_body():
    result = played("every-fate-2024")
    assert told(result) == []
    assert list(reconcile.breaches()) == []


@pytest.mark.slow
def test_own_lines_go_past_their_owner():
    """The decider's own line is signed by the deputy on a paper of its own; no member votes on the own line."""
    assert told(played("own-lines-2019")) == []
    own = Dossier.objects.get(nominee__user__username="a.nguoiky", award__code="GK_SO")
    paper = Decision.objects.get(items__dossier=own, items__live=True)
    assert (paper.signer_form, paper.signed_by.username) == ("KT. Giám đốc", "a.capphoky")
    assert paper.items.filter(live=True).count() == 1
    recusals = list(Recusal.objects.values_list("seat__user", "item__dossier__nominee__user"))
    assert len(recusals) == 10
    assert all(seat == nominee for seat, nominee in recusals)
    assert not Ballot.objects.filter(seat__user=F("item__dossier__nominee__user")).exists()
    assert list(reconcile.breaches()) == []


def test_the_same_people_stand_in_several_awards_themes_and_rounds():
    """Work is done in batches, as people do it, and a paper is stored once however many carry it."""
    assert told(played("themes-and-rounds-2024")) == []
    assert list(reconcile.breaches()) == []
    assert StoredFile.objects.count() < 10 < Paper.objects.count()
    assert Session.objects.count() == 2  # the second round is handed in when the first papers are out
    assert (Correction.objects.count(), Dossier.objects.count()) == (0, 23)
    assert len(set(Entry.objects.filter(act="submit").values_list("batch", flat=True))) == 8


def test_attempts_leave_nothing_behind(settings, monkeypatch):
    """Around every attempt: the same rows of every kind, the same states, the same files."""
    around = []
    make = attempts._make

    def watched(stage, attempt, case):
        before = traces(settings.MEDIA_ROOT)
        make(stage, attempt, case)
        around.append((before, traces(settings.MEDIA_ROOT)))

    monkeypatch.setattr(attempts, "_make", watched)
    result = played("simplified-2024")
    assert [each.got for each in result.tried] == ["refused", "accepted", "refused"]
    assert len(around) == 3
    assert [after for before, after in around if after != before] == []


def traces(folder: Path) -> tuple:
    """The rows of every table of ours, the states of all dossiers, the stored files."""
    ours = [model for app in ("dossiers", "workflow", "notifications", "viewflow")
            for model in apps.get_app_config(app).get_models()]
    rows = {model._meta.label: model._default_manager.count() for model in ours}
    files = sorted(file.name for file in Path(folder).rglob("*") if file.is_file())
    return rows, list(Dossier.objects.order_by("pk").values_list("pk", "state")), files
