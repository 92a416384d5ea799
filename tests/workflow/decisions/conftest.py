from collections.abc import Iterator

import pytest

from tests.workflow.stage import Stage, make_stage
from workflow import journal, reconcile


@pytest.fixture
def stage(db) -> Iterator[Stage]:
    """A department with a council of five; afterwards carriers, pools and chains are whole."""
    yield make_stage()
    assert list(reconcile.breaches()) == []
    assert list(journal.faults()) == []
