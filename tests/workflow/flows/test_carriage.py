"""Finding tasks, claiming them, and losing none of them."""

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import URLPattern, URLResolver, get_resolver
from viewflow.workflow.models import Task

from dossiers import clock
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Family, Role
from tests.factories import be_away, make_draft, make_holder
from tests.workflow.flows.conftest import where
from workflow import engine
from workflow.flows import carriage, claims, drawing
from workflow.models import Entry, Line, Procedure


def present_task(procedure):
    return carriage.with_task(Procedure.objects.filter(pk=procedure.pk)).get().task_pk


def addresses(patterns, prefix=""):
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern), str(each.name)


def test_a_task_is_found_with_its_procedure(office):
    procedure, _ = office.sent(1)
    task = carriage.find_task(procedure.pk, present_task(procedure))
    assert task.process == procedure
    assert task.flow_task.name == "receive"


def test_a_task_reached_through_another_procedure_is_not_found(office):
    one, _ = office.sent(1)
    two, _ = office.sent(1)
    for process_pk, task_pk in [(one.pk, present_task(two)), (two.pk, present_task(one)), (one.pk, 0), (0, 0)]:
        with pytest.raises(Http404):
            carriage.find_task(process_pk, task_pk)


def test_no_address_undoes_revives_or_cancels_anything():
    words = ("undo", "revive", "cancel")
    found = [address for address in addresses(get_resolver().url_patterns) if any(w in str(address) for w in words)]
    assert found == []
    assert [address for address, _ in addresses(get_resolver().url_patterns) if "viewflow" in address] == []


def test_the_steps_are_told_in_words(office):
    procedure, lines = office.sent(1)
    assert carriage.step_label(procedure) == "Tiếp nhận"
    office.withdraw(*lines)
    procedure.refresh_from_db()
    assert carriage.step_label(procedure) == "không còn hồ sơ"


def test_tasks_belong_to_desks_and_never_to_persons(office):
    procedure, lines = office.sent(1)
    office.receive(*lines)
    office.clear(*lines)
    assert set(Task.objects.values_list("owner", flat=True)) == {None}
    done = Task.objects.filter(flow_task_type="HUMAN").order_by("pk").values_list("data", flat=True)
    assert [data["by"] for data in done] == [office.office.pk, office.appraiser.pk]


def test_deactivating_everybody_at_a_desk_loses_no_task(office):
    procedure, lines = office.sent(1)
    claims.claim(procedure, user=office.office)
    for person in (office.office, office.chief, office.appraiser):
        person.is_active = False
        person.save()
    procedure.refresh_from_db()
    assert claims.claimant(procedure) is None
    assert where(procedure)[:3] == ("receive", Role.OFFICE, office.body.pk)
    successor = make_holder(Role.OFFICE, office.body)
    claims.claim(procedure, user=successor)
    engine.perform("receive", lines, actor=successor)
    assert where(procedure)[0] == "appraise"


def test_a_claim_is_a_mark_with_an_entry_in_the_journal(office):
    procedure, _ = office.sent(1)
    entries = claims.claim(procedure, user=office.office, key="k1")
    procedure.refresh_from_db()
    assert (procedure.claimed_by, procedure.claimed_at) == (office.office, entries[0].at)
    assert claims.claimant(procedure) == office.office
    assert (entries[0].act, entries[0].subject_kind, entries[0].subject_id) == (
        "claim", "hand_in", procedure.hand_in_id,
    )
    assert entries[0].facts == {"procedure": procedure.pk, "code": procedure.code, "step": "receive"}
    assert claims.claim(procedure, user=office.office, key="k1") == entries
    assert Entry.objects.filter(act="claim").count() == 1


def test_a_claim_bars_nobody_from_the_work_and_ends_with_its_task(office):
    procedure, lines = office.sent(1)
    claims.claim(procedure, user=office.office)
    engine.perform("receive", lines, actor=office.chief)
    procedure.refresh_from_db()
    assert (procedure.node, procedure.claimed_by, procedure.claimed_at) == ("appraise", None, None)


def test_a_second_claim_is_refused_while_the_first_counts(office):
    procedure, _ = office.sent(1)
    claims.claim(procedure, user=office.office)
    with pytest.raises(Refused) as refusal:
        claims.claim(procedure, user=office.chief)
    assert refusal.value.families == {Family.STATE}
    claims.release_claim(procedure, user=office.chief)
    claims.claim(procedure, user=office.chief)
    procedure.refresh_from_db()
    assert claims.claimant(procedure) == office.chief


def test_a_claim_lapses_while_its_holder_is_away_and_counts_again_afterwards(office):
    procedure, _ = office.sent(1)
    claims.claim(procedure, user=office.office)
    absence = be_away(office.office)
    procedure.refresh_from_db()
    assert claims.claimant(procedure) is None
    absence.delete()
    assert claims.claimant(procedure) == office.office


def test_a_claim_lapses_with_the_post(office):
    procedure, _ = office.sent(1)
    claims.claim(procedure, user=office.office)
    first = clock.today().replace(day=1)
    office.office.posts.update(valid_from=first.replace(year=2000), valid_to=first.replace(year=2001))
    procedure.refresh_from_db()
    assert claims.claimant(procedure) is None
    claims.claim(procedure, user=office.chief)
    procedure.refresh_from_db()
    assert claims.claimant(procedure) == office.chief


def test_a_stranger_to_the_desk_claims_nothing(office):
    procedure, _ = office.sent(1)
    for stranger in (office.head, make_holder(Role.OFFICE, office.unit)):
        with pytest.raises(Refused) as refusal:
            claims.claim(procedure, user=stranger)
        assert refusal.value.families == {Family.ROLE}
    procedure.refresh_from_db()
    assert procedure.claimed_by is None


def test_what_has_ended_is_not_claimed(office):
    procedure, lines = office.sent(1)
    office.withdraw(*lines)
    with pytest.raises(Refused) as refusal:
        claims.claim(procedure, user=office.office)
    assert refusal.value.families == {Family.STATE}


def test_who_is_on_it_is_asked_for_a_whole_list_at_once(office, django_assert_max_num_queries):
    for _ in range(5):
        procedure, _ = office.sent(1)
        claims.claim(procedure, user=office.office)
    rows = list(Procedure.objects.all())
    with django_assert_max_num_queries(6):
        found = claims.claimants(rows)
    assert found == {row.pk: office.office for row in rows}


def test_a_dossier_lies_on_one_procedure_only(office):
    one, (line,) = office.sent(1)
    two, _ = office.sent(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        carriage.join(two, [line], at=clock.now())
    assert carriage.carriers_of([line]) == {line.pk: one}


def test_settling_twice_changes_nothing(office, django_assert_num_queries):
    procedure, lines = office.sent(2)
    before = list(Procedure.objects.filter(pk=procedure.pk).values())
    with transaction.atomic(), django_assert_num_queries(3):
        carriage.settle([procedure.pk], actor=None, at=clock.now())
    assert list(Procedure.objects.filter(pk=procedure.pk).values()) == before
    assert Task.objects.filter(process=procedure.pk, finished=None).count() == 1


def test_nothing_is_locked_or_settled_for_a_draft(office, django_assert_num_queries):
    draft = make_draft(hand_in=office.hand_in(0)[0], award=office.award)
    with transaction.atomic(), django_assert_num_queries(1):
        assert carriage.lock_carriers([draft.pk]) == {}
    with django_assert_num_queries(0):
        carriage.settle([], actor=None, at=clock.now())
    assert Line.objects.count() == 0


def test_the_names_of_nodes_stay():
    """Open tasks name their node: who renames one renames the rows in a migration, then here."""
    named = {each.kind: {node.name for node in each.nodes if node.shape == "task"} for each in drawing.drawings()}
    assert named == {
        "hand_in": {"receive", "mend", "appraise"},
        "correction": {"mend", "recheck"},
        "consultation": {"send", "answer", "close"},
        "posting": {"watch", "finish"},
        "council": {"convene", "vote", "close", "minutes"},
        "decision": {"gather", "sign", "number", "issue"},
        "revocation": {"sign", "number", "issue"},
    }


def test_every_node_and_every_way_has_words():
    english = {"start", "end", "receive", "mend", "appraise", "vote", "close", "sign", "number", "issue"}
    for drawn in drawing.drawings():
        assert all(node.label and node.label.lower() not in english for node in drawn.nodes), drawn.kind
        several = {edge.source for edge in drawn.edges if sum(e.source == edge.source for e in drawn.edges) > 1}
        branches = {node.name for node in drawn.nodes if node.shape == "branch"}
        assert several & branches == branches
        assert all(edge.label for edge in drawn.edges if edge.source in branches)


def test_the_drawing_names_the_desk_of_each_task():
    drawn = {each.kind: each for each in drawing.drawings()}
    desks = {node.name: node.desk for node in drawn["hand_in"].nodes if node.shape == "task"}
    assert desks == {
        "receive": "Bộ phận thường trực", "mend": "Thủ trưởng đơn vị", "appraise": "Người thẩm định",
    }
    assert ("receive", "received") in {(edge.source, edge.target) for edge in drawn["hand_in"].edges}
    vote = next(node for node in drawn["council"].nodes if node.name == "vote")
    assert (vote.desk, vote.many) == ("Ủy viên Hội đồng", True)
