"""What tampering the verification of the journal names, once the triggers are out of the way."""

import pytest

from dossiers.models import Dossier
from dossiers.vocabulary import State
from tests.world import World, bring, make_world
from workflow import journal, triggers
from workflow.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def rows(world) -> list[Dossier]:
    """Two dossiers with two entries each: one to tamper with, one that stays whole."""
    return bring(world, State.APPRAISING, 2)


def entry_of(row: Dossier, act: str):
    return Entry.objects.filter(dossier=row, act=act)


def erase(entries) -> None:
    entries._raw_delete(entries.db)


def faults_after(tamper) -> list[str]:
    with triggers.lifted():
        tamper()
    return list(journal.faults())


def test_an_untouched_journal_has_no_fault(rows):
    assert list(journal.faults()) == []


@pytest.mark.parametrize(
    "change", [{"reason": "khác"}, {"actor_name": "Người Khác"}, {"to_state": "endorsed"}, {"facts": {"x": 1}},
               {"at": "2020-01-01T00:00:00Z"}, {"role": "decider"}, {"digest": "0" * 64}],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_named(rows, change):
    number = entry_of(rows[0], "submit").get().pk
    found = faults_after(lambda: entry_of(rows[0], "submit").update(**change))
    assert found[0] == f"Hồ sơ {rows[0].pk}: mục 1 (số {number}) không khớp chuỗi"


def test_an_entry_missing_in_the_middle_is_named_by_the_one_after_it(rows):
    number = entry_of(rows[0], "receive").get().pk
    assert faults_after(lambda: erase(entry_of(rows[0], "submit"))) == [
        f"Hồ sơ {rows[0].pk}: mục 2 (số {number}) không khớp chuỗi"
    ]


def test_a_cut_tail_is_named(rows):
    found = faults_after(lambda: erase(entry_of(rows[0], "receive")))
    assert found[0] == f"Hồ sơ {rows[0].pk}: chuỗi bị cắt sau mục 1, phải có 2 mục"


def test_a_cut_tail_with_a_forged_head_is_named_by_the_state_it_had_told(rows):
    def cut_and_forge():
        erase(entry_of(rows[0], "receive"))
        first = entry_of(rows[0], "submit").get()
        Dossier.objects.filter(pk=rows[0].pk).update(chain_head=first.digest, chain_length=1)

    assert faults_after(cut_and_forge) == [
        f"Hồ sơ {rows[0].pk}: đang là 'Đang thẩm định' nhưng nhật ký kể đến 'Đã trình, chờ tiếp nhận'"
    ]


def test_a_state_that_no_entry_tells_is_named(rows):
    assert faults_after(lambda: Dossier.objects.filter(pk=rows[0].pk).update(state=State.ENDORSED)) == [
        f"Hồ sơ {rows[0].pk}: đang là 'Đạt, chờ trình ký' nhưng nhật ký kể đến 'Đang thẩm định'"
    ]


def test_an_entry_shown_with_another_dossier_is_named(rows):
    number = entry_of(rows[0], "receive").get().pk
    found = faults_after(lambda: entry_of(rows[0], "receive").update(dossier=rows[1]))
    assert found[0] == f"Hồ sơ {rows[0].pk}: mục 2 (số {number}) không khớp chuỗi"


def test_two_chains_that_changed_places_are_both_named(rows):
    def swap():
        one, two = (each.pk for each in rows)
        Entry.objects.filter(subject_id=one, subject_kind="dossier").update(subject_id=-1, dossier=None)
        Entry.objects.filter(subject_id=two, subject_kind="dossier").update(subject_id=one, dossier=one)
        Entry.objects.filter(subject_id=-1, subject_kind="dossier").update(subject_id=two, dossier=two)
        heads = {each.pk: each.chain_head for each in rows}
        Dossier.objects.filter(pk=one).update(chain_head=heads[two])
        Dossier.objects.filter(pk=two).update(chain_head=heads[one])

    found = faults_after(swap)
    assert [line.split(":")[0] for line in found] == [f"Hồ sơ {each.pk}" for each in rows]
