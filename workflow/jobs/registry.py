"""The kinds of long work, by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from dossiers.models import User
from dossiers.rules.objection import Objection
from dossiers.vocabulary import Family

PART = 50


@dataclass(frozen=True)
class Part:
    """Some items of a job, to be done together. `key` is theirs alone: give it to the door, so that doing the part
    again gives the first answer."""

    actor: User
    items: Sequence[Any]
    arguments: Mapping[str, Any]
    key: str


@dataclass(frozen=True)
class Outcome:
    """What came of a part: how many items were done, which were refused (item → objections), which were held back
    because of them, and what stood against the part as a whole. `facts` are kept in the job's result."""

    done: int = 0
    refused: Mapping[int, Sequence[Objection]] = field(default_factory=dict)
    held: Sequence[int] = ()
    general: Sequence[Objection] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


Work = Callable[[Part], Outcome]


@dataclass(frozen=True)
class Kind:
    """One kind of long work, done `part` items at a time."""

    name: str
    work: Work
    part: int = PART


_kinds: dict[str, Kind] = {}


def job(name: str, *, part: int = PART) -> Callable[[Work], Work]:
    """Register `work(Part) -> Outcome` as the kind `name`. It must bear being called twice with the same part.

    Raises ValueError if the kind exists already."""

    def register(work: Work) -> Work:
        if name in _kinds:
            raise ValueError(f"the job {name!r} is registered twice")
        _kinds[name] = Kind(name, work, part)
        return work

    return register


def kind_of(name: str) -> Kind:
    """The kind of this name; raises KeyError."""
    return _kinds[name]


def kept(objection: Objection) -> dict[str, Any]:
    """The objection as a job's result holds it."""
    return asdict(objection) | {"family": str(objection.family)}


def read(row: Mapping[str, Any]) -> Objection:
    """The objection that `kept` wrote."""
    return Objection(**(dict(row) | {"family": Family(row["family"])}))
