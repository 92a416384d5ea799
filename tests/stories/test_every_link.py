"""Whoever follows the links of the pages arrives: no dead end, no word of English, nothing that is not theirs.

Every person of a small office walks from the first page along all links, in a world with dossiers in every state.
"""

import re

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from dossiers import access
from dossiers.lifecycle import POOL_STATES
from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import Role, State
from tests.walking import browser, walk
from tests.whole_world import whole_world
from tests.world import World
from workflow.models import Decision, Procedure, Session

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PEOPLE = (
    "head", "office_head", "secretary", "decider", "clerk", "inspector", "member", "nominee", "administrator",
)
SEE_LITTLE = ("other_head", "nominee", "secretary", "administrator")
# Nothing of the body's own work is theirs; the unit sees its own lines wherever they lie.
OF_THE_UNIT = ("head", "drafter")
OUTSIDE = (*OF_THE_UNIT, "other_head", "nominee", "administrator")
# What Python, Django or a forgotten label would let slip through.
FOREIGN = re.compile(
    r"\b(None|False|True|null|nan|Select|Submit|Search|Save|Delete|Home|Error|Page|Next|Previous|Add|Change|Login|Log|"
    r"Logout|Password|User|Task|Process|Flow|Object|object|Yes|No|yes|no|and|or|the|of|"
    + "|".join({*State.values, *Role.values} - {"on_hold"})
    + r"|on_hold|appraisal|hand_in|unit)\b"
)


SOME = 4  # rows of a kind that are tried by their address
SEE_MOST = ("head", "office_head", "inspector")


@pytest.fixture
def world() -> World:
    whole = whole_world()
    for name in ("member", "nominee", "administrator"):
        setattr(whole.world, name, whole.people[name])
    return whole.world


def test_everybody_arrives_by_every_link_and_by_no_address_that_is_not_theirs(world):
    # One test, because the world takes longer to make than to walk.
    assert (Session.objects.count() > 0, Decision.objects.count() > 0) == (True, True)
    for name in PEOPLE:
        _walk_all(name, browser(getattr(world, name)))
    for name in SEE_LITTLE:
        _try_foreign_dossiers(name, getattr(world, name))
    for name in OUTSIDE:
        _try_the_pages_of_the_body(name, browser(getattr(world, name)), world)


def _walk_all(name: str, client: Client) -> None:
    seen = 0
    for address, _, page in walk(client, every_state=name in SEE_MOST):
        seen += 1
        foreign = {word: FOREIGN.findall(word) for word in page.words if FOREIGN.search(word)}
        assert foreign == {}, f"{name}: {address}"
    assert seen >= 6, name


def _try_foreign_dossiers(name: str, user) -> None:
    client = browser(user)
    hidden = Dossier.objects.exclude(pk__in=access.visible(user).values("pk"))
    assert hidden.exists(), name
    for dossier in hidden:
        address = reverse("workflow:dossier", args=[dossier.code])
        assert client.get(address).status_code == 404, f"{name}: {address}"
    for address in (reverse("workflow:act", args=[dossier.code, "withdraw"]), _edit_of(hidden)):
        assert client.get(address).status_code == 404, f"{name}: {address}"


def _edit_of(hidden: QuerySet[Dossier]) -> str:
    drafted = hidden.filter(state=State.DRAFT).first()
    assert drafted is not None
    return reverse("dossiers:line_edit", args=[drafted.pk])


def _try_the_pages_of_the_body(name: str, client: Client, world: World) -> None:
    addresses = [reverse("workflow:session", args=[each.pk]) for each in Session.objects.order_by("-pk")[:SOME]]
    addresses += [reverse("workflow:decision", args=[each.pk]) for each in Decision.objects.order_by("-pk")[:SOME]]
    addresses += [reverse(f"workflow:{page}") for page in ("board", "entered", "paper_new", "own_new")]
    if name not in OF_THE_UNIT:
        addresses += [reverse("workflow:pool", args=[world.body.code, state]) for state in POOL_STATES]
        addresses += [reverse("workflow:work", args=[each.pk]) for each in Procedure.objects.order_by("pk")[:SOME]]
        of_the_unit = HandIn.objects.filter(unit=world.unit)[:SOME]
        addresses += [reverse("dossiers:hand_in", args=[each.pk]) for each in of_the_unit]
    for address in addresses:
        assert client.get(address).status_code == 404, f"{name}: {address}"
