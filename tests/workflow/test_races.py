"""Two people at once, on PostgreSQL with threads: none doubled, the loser is told who was first.

Both callers are inside their transactions before either commits: a gate within the transaction lets them go together,
and every pair proves it by the times it saw.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import connection, connections

from dossiers import clock
from dossiers.models import Dossier
from dossiers.rules.objection import Refused
from dossiers.vocabulary import HandInKind, Role, State
from tests import factories as make
from tests.world import REASON, World, bring, convene, drafts, fresh, make_world, to_sign
from workflow import engine, journal, reconcile, reports
from workflow.council import sessions
from workflow.decisions import papers
from workflow.models import Ballot, Entry

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PAIRS = [pytest.param(6, id="quick"), pytest.param(200, id="long", marks=pytest.mark.slow)]


@dataclass
class Runner:
    """One of the two callers: what it got, when it was inside its transaction, when it was through."""

    work: Callable[[], object]
    answer: object = None
    refused: Refused | None = None
    inside: float = 0
    through: float = 0
    error: list[BaseException] = field(default_factory=list)

    def run(self) -> None:
        try:
            self.answer = self.work()
        except Refused as refused:
            self.refused = refused
        except BaseException as error:  # noqa: BLE001 (shown by the pair)
            self.error.append(error)
        finally:
            self.through = time.monotonic()
            connections.close_all()


@pytest.fixture
def gate(monkeypatch) -> threading.Barrier:
    """Callers of the door wait for each other after their transaction has begun and before they ask for a lock."""
    barrier = threading.Barrier(2)
    claim = engine._claim_key
    here = threading.local()

    def gated(*args):
        runner = getattr(threading.current_thread(), "runner", None)
        if runner is not None and not getattr(here, "passed", False):
            here.passed = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")  # the transaction begins with its first statement
            runner.inside = time.monotonic()  # after the gate it may be woken too late
            barrier.wait(timeout=20)
        return claim(*args)

    monkeypatch.setattr(engine, "_claim_key", gated)
    return barrier


def race(one: Callable[[], object], two: Callable[[], object]) -> tuple[Runner, Runner]:
    runners = (Runner(one), Runner(two))
    threads = [threading.Thread(target=each.run) for each in runners]
    for thread, runner in zip(threads, runners, strict=True):
        thread.runner = runner
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [each.error for each in runners] == [[], []]
    assert max(each.inside for each in runners) < min(each.through for each in runners)
    return runners


def outcome(pair: tuple[Runner, Runner]) -> tuple[Runner, Runner]:
    """(winner, loser) of a pair in which exactly one was refused."""
    assert sorted(each.refused is None for each in pair) == [False, True]
    return (pair[0], pair[1]) if pair[0].refused is None else (pair[1], pair[0])


@pytest.fixture
def world() -> World:
    return make_world()


def all_is_whole() -> bool:
    return list(journal.faults()) == [] and list(reconcile.breaches()) == []


def sign(world: World, dossier: Dossier, actor) -> Callable[[], object]:
    return lambda: engine.perform("sign", [dossier], actor=actor)


@pytest.mark.parametrize("pairs", PAIRS)
def test_two_officials_sign_one_line(world, gate, pairs):
    rows = bring(world, State.ENDORSED, pairs)
    for row in rows:
        to_sign(world, [row])
    for row in rows:
        pair = race(sign(world, row, world.decider), sign(world, row, world.deputy))
        winner, loser = outcome(pair)
        first = world.decider if winner is pair[0] else world.deputy
        assert loser.refused.families <= {"state", "role"}
        assert first.full_name in str(loser.refused)
        assert Entry.objects.filter(dossier=row, act="sign").count() == 1
    assert all_is_whole()


@pytest.mark.parametrize("pairs", PAIRS)
def test_a_double_click_submits_once_and_answers_twice(world, gate, pairs):
    for row in drafts(world, pairs):
        def click(row=row):
            return engine.perform("submit", [row], actor=world.head, key=f"key-{row.pk}")

        one, two = race(click, click)
        assert (one.refused, two.refused) == (None, None)
        assert [each.pk for each in one.answer] == [each.pk for each in two.answer]
        assert Entry.objects.filter(dossier=row, act="submit").count() == 1
    assert all_is_whole()


@pytest.mark.parametrize("pairs", PAIRS)
def test_two_windows_with_two_keys_submit_once(world, gate, pairs):
    for row in drafts(world, pairs):
        _, loser = outcome(
            race(
                lambda row=row: engine.perform("submit", [row], actor=world.head, key=f"a-{row.pk}"),
                lambda row=row: engine.perform("submit", [row], actor=world.head, key=f"b-{row.pk}"),
            )
        )
        assert loser.refused.families == {"state"}
        assert world.head.full_name in str(loser.refused)
        assert Entry.objects.filter(dossier=row, act="submit").count() == 1
    assert all_is_whole()


@pytest.mark.parametrize("pairs", PAIRS)
def test_two_windows_send_a_registration_once(world, gate, pairs):
    about = {"kind": HandInKind.REGISTRATION, "content": "Phấn đấu đạt danh hiệu."}
    for _ in range(pairs):
        row = make.make_hand_in(world.unit, world.body, world.season, **about)
        _, loser = outcome(
            race(
                lambda row=row: reports.send_report(row, actor=world.head, key=f"a-{row.pk}"),
                lambda row=row: reports.send_report(row, actor=world.head, key=f"b-{row.pk}"),
            )
        )
        assert loser.refused.families == {"state"}
        assert world.head.full_name in str(loser.refused)
        assert Entry.objects.filter(subject_kind="hand_in", subject_id=row.pk).count() == 1
    assert all_is_whole()


@pytest.mark.parametrize("pairs", PAIRS)
def test_a_vote_meets_the_close(world, gate, pairs):
    rows = bring(world, State.AWAITING_COUNCIL, pairs)
    for row in rows:
        session = convene(world, [row])
        item = session.items.get()
        vote, close = race(
            lambda session=session, item=item: sessions.vote(session, {item.pk: "yes"}, actor=world.members[0]),
            lambda session=session: sessions.close(session, actor=world.decider),
        )
        assert close.refused is None
        counted = Ballot.objects.filter(item=item, current=True).count()
        item.refresh_from_db()
        assert item.yes == counted == (0 if vote.refused else 1)
        if vote.refused:
            assert vote.refused.families == {"state"}
            assert world.decider.full_name in str(vote.refused) or "kết thúc biểu quyết" in str(vote.refused)
    assert all_is_whole()


@pytest.mark.parametrize("pairs", PAIRS)
def test_a_withdrawal_meets_the_signature(world, gate, pairs):
    rows = bring(world, State.ENDORSED, pairs)
    for row in rows:
        to_sign(world, [row])
    for row in rows:
        withdraw, signed = race(
            lambda row=row: engine.perform("withdraw", [row], actor=world.head, reason=REASON),
            sign(world, row, world.decider),
        )
        _, loser = outcome((withdraw, signed))
        first = world.decider if signed.refused is None else world.head
        assert first.full_name in str(loser.refused)
        assert fresh([row])[0].state == (State.SIGNED if signed.refused is None else State.WITHDRAWN)
    assert all_is_whole()


@pytest.mark.parametrize("pairs", [pytest.param(6, id="quick")])
def test_two_clerks_never_get_one_number(world, gate, pairs):
    other = make.make_holder(Role.CLERK, world.body)
    rows = bring(world, State.ENDORSED, pairs * 2)
    decisions = []
    for row in rows:
        decisions.append(to_sign(world, [row]))
        papers.sign(decisions[-1], actor=world.decider)
    for one, two in zip(decisions[::2], decisions[1::2], strict=True):
        race(
            lambda one=one: papers.assign_number(one, number=None, dated=clock.today(), actor=world.clerk),
            lambda two=two: papers.assign_number(two, number=None, dated=clock.today(), actor=other),
        )
    for each in decisions:
        each.refresh_from_db()
    assert sorted(each.number for each in decisions) == list(range(1, pairs * 2 + 1))
