import pytest

from tests.world import World, make_world
from workflow.jobs import acting, registry, waking


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def two_at_a_time(monkeypatch) -> list[str]:
    """Parts of two lines, so that three lines are long work; hints are counted and reach no worker."""
    hints: list[str] = []
    monkeypatch.setitem(registry._kinds, acting.KIND, registry.Kind(acting.KIND, acting.act_on_part, part=2))
    monkeypatch.setattr(waking, "hint", lambda: hints.append("hint"))
    return hints
