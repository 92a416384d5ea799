"""What `reconcile` names when rows were changed behind the application's back."""

import pytest

from dossiers.models import Dossier
from dossiers.vocabulary import State
from tests.world import bring, make_world
from workflow import reconcile, triggers
from workflow.models import DecisionItem, Line, Procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def line_of(dossier: Dossier) -> Line:
    return Line.objects.get(dossier=dossier, left_at=None)


def test_nothing_where_every_dossier_lies_in_one_place(world):
    for state in ("submitted", "awaiting_council", "in_council", "signed", "granted"):
        bring(world, state)
    assert list(reconcile.breaches()) == []


def test_a_dossier_taken_off_its_procedure(world):
    [row] = bring(world, "appraising")
    line = line_of(row)
    Line.objects.filter(pk=line.pk).delete()
    assert list(reconcile.breaches()) == [
        f"{row}: 'Đang thẩm định' nhưng nằm trên 0 việc (phải là 1)",
        f"{line.procedure}: còn mở nhưng không còn hồ sơ",
    ]


def test_a_dossier_moved_to_another_state(world):
    [row] = bring(world, "appraising")
    with triggers.lifted():
        Dossier.objects.filter(pk=row.pk).update(state=State.AWAITING_COUNCIL)
    assert list(reconcile.breaches()) == [
        f"{row}: 'Chờ Hội đồng họp' nhưng vẫn nằm trên một việc",
        f"{row}: 'Chờ Hội đồng họp' nhưng nằm trên việc 'Tiếp nhận, thẩm định tờ trình'",
    ]


def test_a_procedure_whose_task_is_gone(world):
    [row] = bring(world, "submitted")
    procedure = line_of(row).procedure
    procedure.task_set.filter(finished=None).delete()
    assert list(reconcile.breaches()) == [f"{procedure}: còn mở nhưng không có việc nào để làm"]


def test_a_procedure_closed_over_its_task(world):
    [row] = bring(world, "submitted")
    procedure = line_of(row).procedure
    Procedure.objects.filter(pk=procedure.pk).update(open=False)
    assert list(reconcile.breaches()) == [
        f"{row}: nằm trên việc {procedure.code} đã kết thúc",
        f"{procedure}: đã kết thúc nhưng còn việc chưa làm",
    ]


def test_a_grant_without_its_decision(world):
    [row] = bring(world, "granted")
    with triggers.lifted():
        DecisionItem.objects.filter(dossier=row).delete()
    assert list(reconcile.breaches()) == [f"{row}: đã có quyết định nhưng không tìm thấy quyết định đã phát hành"]
