"""Whom a day of the year's plan concerns: the units that have not handed in yet."""

import pytest

from dossiers import clock
from dossiers.models import Round
from dossiers.vocabulary import HandInKind
from tests.factories import make_body, make_hand_in, make_season, make_unit
from workflow.behind import units_behind

pytestmark = pytest.mark.django_db


def test_those_who_have_sent_nothing_of_the_kind_are_behind(django_assert_num_queries):
    body, season, other = make_body(), make_season(2026), make_season(2025)
    registered, drafting, late, silent = (make_unit(under=body) for _ in range(4))
    sent = {"submitted_at": clock.now(), "kind": HandInKind.REGISTRATION}
    make_hand_in(registered, body, season, **sent)
    make_hand_in(drafting, body, season, kind=HandInKind.REGISTRATION)
    make_hand_in(late, body, other, **sent)
    make_hand_in(silent, body, season, submitted_at=clock.now(), kind=HandInKind.AWARDS)
    make_unit(under=body, external=True)
    with django_assert_num_queries(1):
        assert units_behind("registration", season) == [drafting.pk, late.pk, silent.pk]
    assert units_behind("dossiers", season) == [registered.pk, drafting.pk, late.pk]
    assert units_behind("step", season) == []


def test_of_a_round_only_what_was_sent_in_it_counts():
    body, season = make_body(), make_season(2026)
    first = Round.objects.create(season=season, number=1)
    in_it, beside_it = make_unit(under=body), make_unit(under=body)
    make_hand_in(in_it, body, season, round=first, submitted_at=clock.now())
    make_hand_in(beside_it, body, season, submitted_at=clock.now())
    assert units_behind("round", first) == [beside_it.pk]
