"""What a refusal says: every objection with its family, reason, source and the place to mend it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dossiers.vocabulary import BLOCKING_EVIDENCE, Evidence, Family


@dataclass(frozen=True)
class Objection:
    """One reason against an act, in plain Vietnamese.

    `evidence` is "" for a rule of the system itself; such a rule blocks, as T, Q and L do, while S and M advise.
    `mend` says where to put it right and `mend_url` is the path of that page, if there is one. An objection that is not
    `waivable` stays a block in a season that leaves its family to local judgement.
    """

    family: Family
    text: str
    citation: str = ""
    evidence: str = ""
    mend: str = ""
    mend_url: str = ""
    waivable: bool = True
    waived: bool = False

    @property
    def blocks(self) -> bool:
        """Whether the act must wait for this, or may go on with a warning."""
        return not self.waived and (self.evidence == "" or self.evidence in BLOCKING_EVIDENCE)

    @property
    def mark(self) -> str:
        """The evidence mark in words, as screens show it."""
        return str(Evidence(self.evidence).label) if self.evidence else ""


def waive(objection: Objection, families: Collection[str]) -> Objection:
    """The objection as advice if the season leaves its family (codes of `Family`) to local judgement, else as it is."""
    if objection.waivable and objection.family in families:
        return replace(objection, waived=True)
    return objection


class Refused(Exception):
    """Không thực hiện được: còn vướng những điểm dưới đây.

    `by_dossier` maps the primary key of a dossier to its objections; `general` holds those of the whole batch.
    """

    def __init__(
        self, by_dossier: Mapping[int, Sequence[Objection]] | None = None, general: Sequence[Objection] = ()
    ) -> None:
        super().__init__(by_dossier, general)
        self.by_dossier = {pk: list(listed) for pk, listed in (by_dossier or {}).items()}
        self.general = list(general)

    @property
    def all(self) -> list[Objection]:
        """Every objection, the general ones first."""
        return [*self.general, *(one for listed in self.by_dossier.values() for one in listed)]

    @property
    def families(self) -> set[str]:
        """The codes of the families whose objections block."""
        return {str(one.family) for one in self.all if one.blocks}

    def __str__(self) -> str:
        return " ".join(dict.fromkeys(one.text for one in self.all))
