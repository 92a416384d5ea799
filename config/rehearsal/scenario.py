"""A scenario as values: what the file says, checked and with its wildcards resolved."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dossiers.vocabulary import Family, Level, ProcedureType, Subject

# Their rules come with later issues: a file that leaves them unwaived is played without them, and says so.
UNBUILT = (Family.QUOTA, Family.FORM, Family.STANDARD, Family.TIMING)


class Fate(StrEnum):
    """What happens to the dossiers of a line."""

    GRANTED = "granted"
    RETURNED = "returned_then_granted"
    HELD = "held_then_granted"
    TURNED_DOWN = "refused_by_council"
    TAKEN_UP = "taken_up"
    REFUSED = "refused_by_authority"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    PENDING = "pending"


class By(StrEnum):
    """Who makes an attempt: a holder of that role for the dossier's body or unit."""

    UNIT_HEAD = "unit_head"
    OTHER_UNIT_HEAD = "other_unit_head"
    DRAFTER = "drafter"
    OFFICE = "office"
    COUNCIL_MEMBER = "council_member"
    DECIDER = "decider"
    CLERK = "clerk"
    NOMINEE = "nominee"


class Seat(StrEnum):
    """The person of the department who is the nominee of a line."""

    DECIDER = "decider"
    CHAIR = "chair"
    MEMBER = "member"


@dataclass(frozen=True)
class SeasonPlan:
    year: int
    procedure: ProcedureType
    opens: date
    registration_by: date | None = None
    initiatives_by: date | None = None
    dossiers_by: date | None = None

    @property
    def simplified(self) -> bool:
        return self.procedure == ProcedureType.SIMPLIFIED


@dataclass(frozen=True)
class Body:
    """A body that reviews and decides; `members` counts all seats of its council."""

    code: str
    name: str
    level: Level
    decider: str
    office: str = ""
    parent: str | None = None
    external: bool = False
    members: int = 9


@dataclass(frozen=True)
class ProposingUnit:
    code: str
    name: str
    body: str
    headcount: int = 1


@dataclass(frozen=True)
class AuthorityRow:
    """`via` None: the department, then the deciding body."""

    body: str
    awards: tuple[str, ...]
    via: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Nomination:
    """A line: `count` dossiers spread over `units`. `people` names the line whose people these are (its own number)."""

    number: int
    award: str
    subject: Subject
    count: int
    units: tuple[str, ...]
    decided_by: str
    people: int
    fate: Fate = Fate.GRANTED
    at: str | None = None
    name: str = ""
    nominee: Seat | None = None
    theme: str = ""
    round: int | None = None
    without: tuple[str, ...] = ()
    on_date: date | None = None


@dataclass(frozen=True)
class Match:
    """Which dossiers an attempt may take: every stated key must agree."""

    keys: tuple[tuple[str, str | int], ...]

    def fits(self, line: Nomination) -> bool:
        told = {
            "id": line.name, "award": line.award, "subject": str(line.subject), "decided_by": line.decided_by,
            "fate": str(line.fate), "at": line.at, "theme": line.theme, "round": line.round,
            "nominee": str(line.nominee or ""),
        }
        return all(told[key] == value for key, value in self.keys)


@dataclass(frozen=True)
class Attempt:
    """What must be refused (with exactly `families`) or, as a control, accepted. Either `on` or a `line` of its own."""

    number: int
    act: str
    by: By
    families: frozenset[str]
    on: Match | None = None
    line: Nomination | None = None

    @property
    def expected(self) -> str:
        return "refused" if self.families else "accepted"


@dataclass(frozen=True)
class Figures:
    """What a season comes to: {(body, award): (collectives, individuals)} and plain counts."""

    granted: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    pending: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    refused: int = 0
    withdrawn: int = 0
    revoked: int = 0
    returns: int = 0
    acts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    title: str
    season: SeasonPlan
    as_of: date
    bodies: tuple[Body, ...]
    units: tuple[ProposingUnit, ...]
    authority: tuple[AuthorityRow, ...]
    nominations: tuple[Nomination, ...]
    attempts: tuple[Attempt, ...]
    expect: Figures
    waived: tuple[str, ...] = ()

    def body(self, code: str) -> Body:
        return next(body for body in self.bodies if body.code == code)

    def unit(self, code: str) -> ProposingUnit:
        return next(unit for unit in self.units if unit.code == code)

    @property
    def unchecked(self) -> tuple[Family, ...]:
        """Families that are neither waived nor built yet."""
        return tuple(family for family in UNBUILT if family not in self.waived)

    @property
    def hand_in_days(self) -> tuple[date, ...]:
        """Every date on which a line is handed in, each once, and `as_of`, in order."""
        return tuple(sorted({self.as_of, *(line.on_date for line in self.nominations if line.on_date)}))

    @property
    def days(self) -> tuple[date, ...]:
        """Every date on which somebody hands in, the first day of the season included."""
        own = [attempt.line for attempt in self.attempts if attempt.line] + list(self.nominations)
        return (self.season.opens, self.as_of, *(line.on_date for line in own if line.on_date))


def route_of(authority: tuple[AuthorityRow, ...], *, award: str, department: str, decided_by: str) -> tuple[str, ...]:
    """The bodies a line passes, in order: its department, the `via` of the authority row, the deciding body."""
    rows = [row for row in authority if row.body == decided_by and award in row.awards]
    via = next((row.via for row in rows if row.via), ())
    passed = [code for code in dict.fromkeys((department, *via)) if code != decided_by]
    return (*passed, decided_by)
