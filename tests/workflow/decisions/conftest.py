from collections.abc import Iterator

import pytest

from tests.factories import make_body, relate
from tests.workflow.stage import Stage, make_stage
from workflow import journal, reconcile


@pytest.fixture
def stage(db) -> Iterator[Stage]:
    """A department with a council of five; afterwards carriers, pools and chains are whole."""
    yield make_stage()
    assert list(reconcile.breaches()) == []
    assert list(journal.faults()) == []


@pytest.fixture
def province(stage):
    """A province above the department, inside, with an award it decides."""
    body = make_body("UBND", level="province", symbol="UBND", decider_title="Chủ tịch")
    relate(stage.body, body)
    return make_stage(body=body)


@pytest.fixture
def ministry(stage):
    """A ministry above the department, outside the system."""
    body = make_body("BTP", level="ministry", external=True, symbol="BTP", decider_title="Bộ trưởng")
    relate(stage.body, body, kind="sector")
    return body
