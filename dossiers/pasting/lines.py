"""What a pasted list would become, row by row: the lines, and what stands against them or may be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from dossiers.models import Award, Nominee, Unit
from dossiers.pasting.rows import Pasted, Row, given_back
from dossiers.vocabulary import NomineeKind


@dataclass(frozen=True)
class Choice:
    """Something to choose for what was not clear: a select named `name`."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    picked: str = ""


@dataclass(frozen=True)
class Wish:
    """One award of a row: decided by whom, or why not. `there`: where such a line is open already, in words."""

    written: str
    award: Award | None = None
    body: Unit | None = None
    problem: str = ""
    choice: Choice | None = None
    there: str = ""
    skipped: bool = False


@dataclass(frozen=True)
class Line:
    """A row as it would be added: `nominee` None is somebody new of `kind`."""

    row: Row
    nominee: Nominee | None
    kind: NomineeKind
    wishes: Sequence[Wish]
    problems: Sequence[str] = ()
    choice: Choice | None = None

    @property
    def new_wishes(self) -> list[Wish]:
        return [wish for wish in self.wishes if not wish.there and not wish.skipped]

    @property
    def newcomer(self) -> tuple[str, str, str]:
        """What tells somebody new from others that are new."""
        return self.row.name.casefold(), self.row.birth_year, self.row.staff_code

    @property
    def wrong(self) -> bool:
        return bool(self.problems) or any(wish.problem for wish in self.wishes)

    @property
    def ready(self) -> bool:
        """Whether adding it would add something."""
        return not self.wrong and bool(self.new_wishes)

    @property
    def about(self) -> str:
        born = f"sinh {self.row.birth_year}" if self.row.birth_year else ""
        return ", ".join(part for part in (self.row.job, born, self.row.staff_code) if part)


@dataclass(frozen=True)
class Preview:
    """All rows of a text; `adds`: how many lines the good ones make."""

    pasted: Pasted
    lines: Sequence[Line]

    @property
    def ready(self) -> list[Line]:
        return [line for line in self.lines if line.ready]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.wrong]

    @property
    def adds(self) -> int:
        return sum(len(line.new_wishes) for line in self.ready)

    @property
    def asks(self) -> bool:
        """Whether a wrong row can be settled by choosing."""
        return any(line.choice or any(wish.choice for wish in line.wishes) for line in self.wrong)

    @property
    def left_over(self) -> str:
        """The text of the rows that cannot be added, to be mended and pasted again."""
        return given_back(self.pasted, [line.row for line in self.wrong])
