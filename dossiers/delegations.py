"""Which acts can be passed on in writing, and by the holder of which post."""

from collections.abc import Iterable

from dossiers.lifecycle import read_acts
from dossiers.models import Dossier
from dossiers.vocabulary import IMPLIED_ROLES, POST_ROLES, Role

_further: dict[str, tuple[str, tuple[str, ...]]] = {}


def register(name: str, label: str, roles: Iterable[str]) -> None:
    """Let `name` (a deed that is no move of a dossier) be delegated by holders of `roles`."""
    _further[name] = (label, tuple(roles))


def delegable() -> dict[str, str]:
    """Every act that the holder of some post may pass on: name → Vietnamese label."""
    return {name: label for name, (label, roles) in _all().items() if set(roles) & set(POST_ROLES)}


def by_role() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same for a list of choices, under the label of each role that may pass something on itself."""
    groups = [(Role(role).label, _own(role)) for role in POST_ROLES]
    return [(label, acts) for label, acts in groups if acts]


def acts_of(role: str) -> set[str]:
    """The acts that the holder of `role` may do and so may pass on."""
    held = {role, *IMPLIED_ROLES.get(role, ())}
    return {name for name, (_, roles) in _all().items() if held & set(roles)}


def _own(role: str) -> list[tuple[str, str]]:
    return [(name, label) for name, (label, roles) in _all().items() if role in roles]


def _all() -> dict[str, tuple[str, tuple[str, ...]]]:
    moves = {name: (act.label, act.roles) for name, act in read_acts(Dossier).items()}
    return moves | _further
