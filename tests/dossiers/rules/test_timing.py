"""An act of a year happens while the year is open."""

import pytest

from dossiers import clock
from tests.dossiers.rules.asking import ask
from tests.factories import make_draft, make_season

pytestmark = pytest.mark.django_db


def test_an_open_year_is_not_objected_to():
    assert ask("season_open", make_draft(season=make_season(2026))) == []


def test_a_year_not_yet_opened_is_refused_and_never_waived():
    (objection,) = ask("season_open", make_draft(season=make_season(2026, opened=False)))
    assert (objection.family, objection.text) == ("timing", "Năm thi đua 2026 chưa mở.")
    assert (objection.blocks, objection.waivable) == (True, False)


def test_a_closed_year_is_refused():
    season = make_season(2026, closed_at=clock.now())
    (objection,) = ask("season_open", make_draft(season=season), act="reconsider")
    assert objection.text == "Năm thi đua 2026 đã đóng."
