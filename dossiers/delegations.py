"""Which acts can be passed on in writing, and by the holder of which post."""

from collections.abc import Iterable

from dossiers.lifecycle import read_acts
from dossiers.models import Dossier
from dossiers.vocabulary import IMPLIED_ROLES, POST_ROLES

_further: dict[str, tuple[str, tuple[str, ...]]] = {}


def register(name: str, label: str, roles: Iterable[str]) -> None:
    """Let `name` (a deed that is no move of a dossier) be delegated by holders of `roles`."""
    _further[name] = (label, tuple(roles))


def delegable() -> dict[str, str]:
    """Every act that the holder of some post may pass on: name → Vietnamese label."""
    return {name: label for name, (label, roles) in _all().items() if set(roles) & set(POST_ROLES)}


def acts_of(role: str) -> set[str]:
    """The acts that the holder of `role` may do and so may pass on."""
    held = {role, *IMPLIED_ROLES.get(role, ())}
    return {name for name, (_, roles) in _all().items() if held & set(roles)}


def _all() -> dict[str, tuple[str, tuple[str, ...]]]:
    moves = {name: (act.label, act.roles) for name, act in read_acts(Dossier).items()}
    return moves | _further
