"""Who and what is on stage: the people of every body, the rows behind the scenario's codes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from config.rehearsal import names
from dossiers.models import Award, PaperType, Round, Season, Unit, User
from dossiers.vocabulary import Nature


@dataclass
class Officers:
    """The people of one body. The decider chairs the council, the deputy is its vice-chair."""

    decider: User
    deputy: User
    chair: User
    office_head: User
    appraisers: list[User]
    secretary: User
    clerk: User
    members: list[User] = field(default_factory=list)


@dataclass
class Cast:
    """Who and what is on stage, by the codes of the scenario."""

    nature: Nature
    prefix: str
    password: str
    season: Season
    awards: dict[str, Award]
    paper_types: dict[str, PaperType]
    names: Iterator[str] = field(default_factory=names.people)
    bodies: dict[str, Unit] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    officers: dict[str, Officers] = field(default_factory=dict)
    heads: dict[str, User] = field(default_factory=dict)
    drafters: dict[str, User] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)

    def code_of(self, body: Unit) -> str:
        """The scenario's code of a body."""
        return body.code.removeprefix(self.prefix)
