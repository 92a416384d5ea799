"""What the database refuses, whoever asks."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import post_migrate, pre_migrate

from dossiers.models import Dossier
from dossiers.vocabulary import State
from tests.factories import make_draft
from tests.world import bring, do, make_world
from workflow import triggers
from workflow.models import Batch, Entry

pytestmark = pytest.mark.django_db


def refused(work) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        work()
    return str(caught.value)


def test_a_dossier_is_born_as_a_draft():
    draft = make_draft()
    draft.pk, draft.code = None, "HS-khac"
    Dossier._meta.get_field("state").set_state(draft, State.GRANTED)
    assert "Hồ sơ mới phải là bản nháp" in refused(lambda: draft.save(force_insert=True))


def test_a_state_changes_only_along_an_act():
    draft = make_draft()
    told = refused(lambda: Dossier.objects.filter(pk=draft.pk).update(state=State.SIGNED))
    assert "Trạng thái chỉ đổi theo một hành động của quy trình" in told
    assert Dossier.objects.get(pk=draft.pk).state == State.DRAFT


def test_a_legal_move_without_its_journal_entry_is_refused():
    draft = make_draft()
    told = refused(lambda: Dossier.objects.filter(pk=draft.pk).update(state=State.SUBMITTED))
    assert "Đổi trạng thái phải có mục nhật ký" in told


def test_an_entry_that_told_an_earlier_move_does_not_cover_another():
    world = make_world()
    row = bring(world, State.RETURNED)[0]
    row = do(world, "return_for_correction", do(world, "resubmit", [row]))[0]
    earlier = Entry.objects.get(dossier=row, act="resubmit")
    forged = {"chain_head": earlier.digest, "chain_length": earlier.seq}
    told = refused(lambda: Dossier.objects.filter(pk=row.pk).update(state=State.APPRAISING, **forged))
    assert "Đổi trạng thái phải có mục nhật ký" in told


def test_only_a_draft_is_deleted():
    world = make_world()
    row = bring(world, State.SUBMITTED)[0]
    rows = Dossier.objects.filter(pk=row.pk)
    assert "Chỉ bản nháp mới xóa được" in refused(lambda: rows._raw_delete(rows.db))
    draft = Dossier.objects.filter(pk=make_draft().pk)
    assert draft._raw_delete(draft.db) == 1


def test_an_entry_is_not_replaced_by_another(one_entry):
    names = [field.column for field in Entry._meta.concrete_fields]
    chosen = ", ".join("'khác'" if name == "reason" else f'"{name}"' for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    verb = "INSERT" if connection.vendor == "postgresql" else "INSERT OR REPLACE"

    def replace():
        with connection.cursor() as cursor:
            cursor.execute(f"{verb} INTO workflow_entry ({columns}) SELECT {chosen} FROM workflow_entry")

    refused(replace)
    assert [entry.reason for entry in Entry.objects.all()] == ["thử"]


def test_the_journal_refuses_to_be_changed_or_erased(one_entry):
    rows = Entry.objects.filter(pk=one_entry.pk)
    assert "Nhật ký chỉ được ghi thêm" in refused(lambda: rows.update(reason="khác"))
    assert "Nhật ký chỉ được ghi thêm" in refused(lambda: rows._raw_delete(rows.db))
    assert Entry.objects.get(pk=one_entry.pk).reason == "thử"


@pytest.mark.postgres
def test_the_journal_refuses_to_be_truncated(one_entry):
    def truncate():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what this test wrote is not pending any more
            cursor.execute("TRUNCATE workflow_entry CASCADE")

    assert "Nhật ký chỉ được ghi thêm" in refused(truncate)


def test_a_lost_trigger_is_named():
    with connection.cursor() as cursor:
        name = next(name for name in triggers.installed() if "_journal_" in name)
        triggers._drop(cursor, name)
    assert triggers.missing() == [name]
    triggers.install()
    assert triggers.missing() == []


@pytest.fixture
def one_entry():
    from dossiers import clock
    from workflow import journal

    draft = make_draft()
    batch = Batch.objects.create(act="note", content="", at=clock.now())
    return journal.write(batch, [draft], act="note", actor=None, at=clock.now(), reason="thử")[0]


def test_a_migration_has_them_lifted_where_it_remakes_tables_and_puts_them_back():
    """A table that a trigger reads is altered while there is data: SQLite makes it anew under another name."""
    config = apps.get_app_config("workflow")
    about = {"sender": config, "app_config": config, "verbosity": 0, "interactive": False, "using": "default"}
    pre_migrate.send(plan=[], **about)
    assert triggers.missing() == []
    pre_migrate.send(plan=[("0002_something", False)], **about)
    lifted = connection.vendor == "sqlite"
    assert triggers.installed() == ([] if lifted else sorted(triggers.statements()))
    post_migrate.send(plan=[("0002_something", False)], **about)
    assert triggers.missing() == []
