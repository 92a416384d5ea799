"""Whether the terms of a rehearsal ring: while it is played, and never afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from dossiers.models import Season
from dossiers.vocabulary import Nature

_played: ContextVar[bool] = ContextVar("rehearsals_ring", default=False)


@contextmanager
def playing() -> Iterator[None]:
    """Within the block the terms of rehearsals ring too."""
    token = _played.set(True)
    try:
        yield
    finally:
        _played.reset(token)


def may_ring(season: Season) -> bool:
    """Whether what belongs to `season` rings now."""
    return season.nature != Nature.REHEARSAL or _played.get()
