"""Who holds which role where, today: posts, delegations and stand-ins from here, seats from the procedures above.

Everything is read anew at every call: a right that ends takes effect at the very next request.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import DateField, Exists, F, JSONField, OuterRef, Q, Value
from django.db.models.functions import Concat

from dossiers import clock
from dossiers.models.base import in_force
from dossiers.models.people import Absence, Delegation, Post, User
from dossiers.vocabulary import IMPLIED_ROLES, SIGNING_ROLES, Role

Desk = tuple[str, int]
Provider = Callable[[set[int], date], Iterable[tuple[int, "Grant"]]]
HolderProvider = Callable[[str, set[int], date], Iterable[tuple[str, int, User]]]

# Reading everything and configuring are trusts in a person: nobody gets them by standing in.
NEVER_STOOD_IN = (*SIGNING_ROLES, Role.INSPECTOR, Role.ADMINISTRATOR)
# People who work beside a desk see what lies on it, though only its holder may do all of its acts.
DESKS_BESIDE: dict[str, tuple[str, ...]] = {
    Role.OFFICE: (Role.APPRAISER,),
    Role.DEPUTY: (Role.DECIDER,),
    Role.DRAFTER: (Role.UNIT_HEAD,),
}
ON_BEHALF = {
    Delegation.Form.KT: "ký thay",
    Delegation.Form.TUQ: "thừa ủy quyền của",
    Delegation.Form.TL: "thừa lệnh của",
}

LONGEST_BEHALF = 160  # characters an entry of the journal keeps

_providers: list[Provider] = []
_holder_providers: list[HolderProvider] = []


@dataclass(frozen=True)
class Grant:
    """One role in one unit; `acts` None means every act of the role, `on_behalf` says in whose place, by what paper."""

    role: str
    unit_id: int
    acts: frozenset[str] | None = None
    on_behalf: str = ""
    source: str = "post"

    def covers(self, act: str | None) -> bool:
        """Whether it allows `act`; asked without an act, only an unlimited grant counts."""
        return self.acts is None or act in self.acts


def provider(function: Provider) -> Provider:
    """Register `function(user pks, day)`, which yields (user pk, grant), as a further source (seats of a council)."""
    _providers.append(function)
    return function


def holder_provider(function: HolderProvider) -> HolderProvider:
    """Register `function(role, unit_ids, day)`, which yields (role, unit pk, user) for further holders of `role`."""
    _holder_providers.append(function)
    return function


def grants_of(user: Any, *, day: date | None = None) -> list[Grant]:
    """Every grant `user` has on `day` (default today), implied roles included; none for a deactivated account."""
    if not user.is_authenticated or not user.is_active:
        return []
    return grants_of_many([user], day=day)[user.pk]


def grants_of_many(users: Iterable[Any], *, day: date | None = None) -> dict[int, list[Grant]]:
    """User pk → every grant on `day`, as `grants_of`; as many queries for one person as for all of them."""
    day, active = day or clock.today(), {user.pk for user in users if user.is_active}
    found: dict[int, dict[Grant, None]] = {user.pk: {} for user in users}
    others = chain.from_iterable(function(active, day) for function in _providers)
    for pk, grant in chain(_own(active, day), others) if active else ():
        found[pk] |= dict.fromkeys(_with_implied(grant))
    return {pk: list(grants) for pk, grants in found.items()}


def holds(user: Any, role: str, unit_id: int | None, *, act: str | None = None) -> bool:
    """Whether `user` holds `role` at the unit now; with `act`, a delegation that names it counts too."""
    return any(grant.role == role and grant.unit_id == unit_id and grant.covers(act) for grant in grants_of(user))


def administers(user: Any, *, grants: Iterable[Grant] | None = None) -> bool:
    """Whether `user` may configure now: by a current administrator's post, or as the account that set the site up.

    `grants` spares the queries when they were just read."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser:
        return True
    held = grants_of(user) if grants is None else grants
    return any(grant.role == Role.ADMINISTRATOR and grant.source == "post" for grant in held)


def desks_of(user: Any, *, grants: Iterable[Grant] | None = None) -> list[Desk]:
    """Every desk whose work `user` sees: own roles, implied ones, and the desks beside them.

    `grants` spares the queries when they were just read."""
    desks: dict[Desk, None] = {}
    for grant in grants_of(user) if grants is None else grants:
        for role in (grant.role, *DESKS_BESIDE.get(grant.role, ())):
            desks[(str(role), grant.unit_id)] = None
    return list(desks)


def is_away(user: Any, *, day: date | None = None) -> bool:
    """Whether `user` is recorded as absent on `day` (default today): claims lapse meanwhile."""
    return bool(away([user.pk], day=day))


def away(user_ids: Iterable[int], *, day: date | None = None) -> set[int]:
    """Those of `user_ids` who are absent on `day`; one query."""
    rows = Absence.objects.filter(in_force(day or clock.today()), user_id__in=list(user_ids))
    return set(rows.values_list("user_id", flat=True))


def holders(role: str, unit_id: int, *, day: date | None = None) -> list[User]:
    """Who can act at one desk now, as `holders_many`."""
    return holders_many({(role, unit_id)}, day=day)[(role, unit_id)]


def holders_many(desks: set[Desk], *, day: date | None = None) -> dict[Desk, list[User]]:
    """Who can act at each desk on `day`: posts, delegations, stand-ins of the absent, seats; the absent left out.

    An appraiser's desk without an appraiser falls to the office, so that no desk is silent. Queries do not grow
    with the number of desks (only with the number of different roles among them, for the seats).
    """
    day = day or clock.today()
    office_too = {(str(Role.OFFICE), unit) for role, unit in desks if role == Role.APPRAISER}
    found = _people_at(desks | office_too, day)
    return {desk: found[desk] or _fallback(desk, found) for desk in desks}


def _fallback(desk: Desk, found: dict[Desk, list[User]]) -> list[User]:
    role, unit_id = desk
    return found[(str(Role.OFFICE), unit_id)] if role == Role.APPRAISER else []


def _people_at(desks: set[Desk], day: date) -> dict[Desk, list[User]]:
    units = {unit_id for _, unit_id in desks}
    named = {role for role, _ in desks}
    carried = list(chain(_holding(units, day), _delegated(units, day), _standing_in(units, day)))
    seated = [row for role in named for function in _holder_providers for row in function(role, units, day)]
    rows = [(role, unit_id, user) for role, unit_id, user in carried + seated if user.is_active]
    absent = away({user.pk for *_, user in rows}, day=day)
    people: defaultdict[Desk, dict[int, User]] = defaultdict(dict)
    for role, unit_id, user in rows:
        for each in (role, *IMPLIED_ROLES.get(role, ())):
            if user.pk not in absent:
                people[(str(each), unit_id)][user.pk] = user
    return {desk: sorted(people[desk].values(), key=lambda user: user.pk) for desk in desks}


def _holding(units: set[int], day: date) -> Iterable[tuple[str, int, User]]:
    for post in Post.objects.filter(in_force(day), unit_id__in=units).select_related("user"):
        yield post.role, post.unit_id, post.user


def _delegated(units: set[int], day: date) -> Iterable[tuple[str, int, User]]:
    for row in _valid_delegations(day).filter(unit_id__in=units).select_related("receiver"):
        yield row.role, row.unit_id, row.receiver


def _standing_in(units: set[int], day: date) -> Iterable[tuple[str, int, User]]:
    posts = _posts_of_the_absent(day).filter(unit_id__in=units)
    rows = list(posts.values_list("role", "unit_id", "stand_in_id"))
    people = User.objects.in_bulk({stand_in for *_, stand_in in rows})
    return [(role, unit_id, people[stand_in]) for role, unit_id, stand_in in rows]


def _with_implied(grant: Grant) -> Iterable[Grant]:
    yield grant
    for role in IMPLIED_ROLES.get(grant.role, ()):
        yield replace(grant, role=str(role))


def _own(users: set[int], day: date) -> Iterable[tuple[int, Grant]]:
    """Posts, delegations and stand-ins of these accounts: three sources, one statement."""
    nothing = Value(None, output_field=JSONField())
    posts = Post.objects.filter(in_force(day), user__in=users, user__is_active=True).order_by().values_list(
        "user_id", Value("post"), "role", "unit_id", nothing, Value(""), Value(""),
        Value(None, output_field=DateField()),
    )
    giver = Concat("form", Value("|"), "giver__full_name")
    given = _valid_delegations(day).filter(receiver__in=users).order_by().values_list(
        "receiver_id", Value("delegation"), "role", "unit_id", "acts", giver, "paper", "valid_to"
    )
    stood_in = _posts_of_the_absent(day).filter(stand_in_id__in=users).order_by().values_list(
        "stand_in_id", Value("stand_in"), "role", "unit_id", nothing, "user__full_name", Value(""), "until"
    )
    for user_id, *row in posts.union(given, stood_in, all=True):
        yield user_id, _grant(*row)


def _grant(source: str, role: str, unit_id: int, acts: Any, name: str, paper: str, until: date | None) -> Grant:
    if source == "delegation":
        form, _, giver = name.partition("|")
        named = json.loads(acts) if isinstance(acts, str) else acts
        return Grant(role, unit_id, frozenset(named), shorten(f"{ON_BEHALF[form]} {giver} theo {paper}"), source)
    if source == "stand_in":
        words = f"làm thay {name}, vắng mặt đến hết ngày {until:%d/%m/%Y}"
        return Grant(role, unit_id, None, shorten(words), source)
    return Grant(role, unit_id)


def shorten(words: str) -> str:
    """`words` as the journal can keep them."""
    return words if len(words) <= LONGEST_BEHALF else words[: LONGEST_BEHALF - 1] + "…"


def _valid_delegations(day: date) -> Any:
    # Only who holds the post himself can pass it on: what was itself passed on does not count (NĐ 30/2020 Đ.13 [T]).
    same_post = Post.objects.filter(
        in_force(day), user=OuterRef("giver"), role=OuterRef("role"), unit=OuterRef("unit"), user__is_active=True
    )
    return Delegation.objects.filter(in_force(day)).filter(Exists(same_post))


def _posts_of_the_absent(day: date) -> Any:
    # in_force twice: the post must hold today and so must the absence; both conditions of the absence in one join.
    absent = in_force(day, "user__absences__") & Q(user__absences__stand_in__isnull=False)
    rows = Post.objects.filter(in_force(day), user__is_active=True).filter(absent).exclude(role__in=NEVER_STOOD_IN)
    return rows.annotate(stand_in_id=F("user__absences__stand_in"), until=F("user__absences__valid_to"))
