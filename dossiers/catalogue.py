"""What an award asks for on a day: its version then, or field by field the nearest version that states it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from dossiers.deciding import Option, authorities, authorities_many, department_of
from dossiers.models import Award, AwardVersion, Dossier, PaperType, RequiredPaper
from dossiers.vocabulary import Evidence

# What an award asks for that states no papers in any version.
DEFAULT_PAPERS = ("TO_TRINH", "BC_THANH_TICH")
FIELDS = ("require", "quota", "vote", "coefficient", "originals", "time_rule")
WITHIN_PERIOD = "within_period"


@dataclass(frozen=True)
class Stated:
    """The value of one field, with the mark and the source it was found under; None if no version states it."""

    value: Any
    evidence: str
    citation: str


@dataclass(frozen=True)
class PaperNeed:
    """A paper an award asks for: who brings it, with which carrier, by when, only on which `condition`."""

    paper_type: PaperType
    carrier: str
    producer: str
    needed_before: str
    condition: str
    citation: str
    evidence: str


@dataclass(frozen=True)
class Ruleset:
    """What `award` asks for on `day`. `version` is the one in force (`exact`) or else the nearest; None without any."""

    award: Award
    day: date
    version: AwardVersion | None
    exact: bool
    subject: Stated
    papers: tuple[PaperNeed, ...]
    fields: Mapping[str, Stated]

    @property
    def evidence(self) -> dict[str, str]:
        """The mark of each field: subject, papers and those of `FIELDS`."""
        papers = {"papers": self.papers[0].evidence} if self.papers else {}
        return {"subject": self.subject.evidence, **papers, **{name: one.evidence for name, one in self.fields.items()}}


@dataclass(frozen=True)
class _Versions:
    """All versions of an award, of the award whose criteria it shares, and the paper types for the default."""

    own: Sequence[AwardVersion]
    shared: Sequence[AwardVersion]
    default_papers: Sequence[PaperType]


@dataclass(frozen=True)
class _Anchor:
    """The version to start from, whether it counts as in force, and the day from which others are near or far."""

    version: AwardVersion | None
    exact: bool
    day: date


def ruleset(award: Award, day: date) -> Ruleset:
    """What `award` asks for on `day`."""
    return rulesets([(award, day)])[award.pk, day]


def rulesets(pairs: Iterable[tuple[Award, date]]) -> dict[tuple[int, date], Ruleset]:
    """As `ruleset`, for many: (award pk, day) → ruleset. At most three queries."""
    wanted = list(pairs)
    versions = _versions_of([award for award, _ in wanted])
    found = {}
    for award, day in wanted:
        listed = versions[award.pk]
        found[award.pk, day] = _compose(award, day, listed, _anchor_on(listed.own, day))
    return found


def rulesets_of(dossiers: Sequence[Dossier], day: date) -> dict[int, Ruleset]:
    """Dossier pk → the ruleset it is judged by: the version it was received under, else that of `day`.

    At most three queries, if the dossiers have their awards at hand.
    """
    versions = _versions_of([dossier.award for dossier in dossiers])
    found = {}
    for dossier in dossiers:
        listed = versions[dossier.award_id]
        anchor = _pinned(dossier, listed.own, day) or _anchor_on(listed.own, day)
        found[dossier.pk] = _compose(dossier.award, day, listed, anchor)
    return found


def closed_awards(awards: Iterable[Award], day: date) -> dict[int, AwardVersion]:
    """Award pk → its last version, for those that may be nominated only within a period which `day` is not in."""
    rows = AwardVersion.objects.filter(award__in={award.pk for award in awards}).order_by("valid_from")
    limited: dict[int, list[AwardVersion]] = defaultdict(list)
    for row in rows:
        if row.extra.get("nominatable") == WITHIN_PERIOD:
            limited[row.award_id].append(row)
    return {pk: listed[-1] for pk, listed in limited.items() if all(_distance(version, day) for version in listed)}


def _versions_of(awards: Iterable[Award]) -> dict[int, _Versions]:
    distinct = {award.pk: award for award in awards}
    pks = set(distinct) | {award.criteria_of_id for award in distinct.values() if award.criteria_of_id}
    papers = RequiredPaper.objects.select_related("paper_type").order_by("paper_type__position", "paper_type__code")
    rows = AwardVersion.objects.filter(award__in=pks).order_by("valid_from")
    by_award: dict[int | None, list[AwardVersion]] = defaultdict(list)
    for row in rows.prefetch_related(Prefetch("papers", papers)):
        by_award[row.award_id].append(row)
    both = {pk: (by_award[pk], by_award[award.criteria_of_id]) for pk, award in distinct.items()}
    silent = any(not any(version.states_papers for version in chain(*listed)) for listed in both.values())
    default = list(PaperType.objects.filter(code__in=DEFAULT_PAPERS)) if silent else []
    return {pk: _Versions(own, shared, default) for pk, (own, shared) in both.items()}


def _anchor_on(versions: Sequence[AwardVersion], day: date) -> _Anchor:
    version = _nearest(versions, day)
    return _Anchor(version, version is not None and _distance(version, day) == 0, day)


def _pinned(dossier: Dossier, versions: Sequence[AwardVersion], day: date) -> _Anchor | None:
    """The version noted at reception; it was in force if it met a day between the draft and now."""
    version = next((one for one in versions if one.pk == dossier.award_version_id), None)
    if version is None:
        return None
    begun = timezone.localdate(dossier.created_at)
    ended = version.valid_to is not None and version.valid_to < begun
    return _Anchor(version, not ended and version.valid_from <= day, _within(version, day))


def _within(version: AwardVersion, day: date) -> date:
    return max(version.valid_from, min(day, version.valid_to or day))


def _distance(version: AwardVersion, day: date) -> int:
    """Days from `day` to the version's period; 0 within it."""
    return abs(_within(version, day) - day) // timedelta(days=1)


def _nearest(versions: Iterable[AwardVersion], day: date) -> AwardVersion | None:
    return min(versions, key=lambda version: _farness(version, day), default=None)


def _farness(version: AwardVersion, day: date) -> tuple[int, bool, int]:
    # Where an office entered a version of its own beside ours, its own is meant; else the later of two equally near.
    return _distance(version, day), version.evidence != Evidence.LOCAL, -version.valid_from.toordinal()


def _compose(award: Award, day: date, versions: _Versions, anchor: _Anchor) -> Ruleset:
    subject = Stated(award.subject, award.evidence if anchor.exact else Evidence.LOCAL, award.citation)
    return Ruleset(
        award=award, day=day, version=anchor.version, exact=anchor.exact, subject=subject,
        papers=_papers(versions, anchor), fields={name: _field(name, versions, anchor) for name in FIELDS},
    )


def _field(name: str, versions: _Versions, anchor: _Anchor) -> Stated:
    version, evidence = _stating(lambda one: getattr(one, name) not in (None, ""), name, versions, anchor)
    return Stated(getattr(version, name), evidence, _citation(version, name)) if version else Stated(None, evidence, "")


def _papers(versions: _Versions, anchor: _Anchor) -> tuple[PaperNeed, ...]:
    version, evidence = _stating(lambda one: one.states_papers, "papers", versions, anchor)
    if version is None:
        return tuple(_paper(each, "", "Giấy tờ mặc định của hệ thống", evidence) for each in versions.default_papers)
    citation = _citation(version, "papers")
    return tuple(_paper(row.paper_type, row.condition, citation, evidence) for row in version.papers.all())


def _stating(
    states: Callable[[AwardVersion], bool], name: str, versions: _Versions, anchor: _Anchor
) -> tuple[AwardVersion | None, str]:
    """The version that states a field and the mark it then has: a field taken from another period is local (L)."""
    if anchor.version is not None and states(anchor.version):
        version = anchor.version
        return version, version.marks.get(name, version.evidence) if anchor.exact else Evidence.LOCAL
    own = _nearest(filter(states, versions.own), anchor.day)
    if own is not None:
        return own, Evidence.LOCAL
    shared = _nearest(filter(states, versions.shared), anchor.day)
    if shared is not None and anchor.exact and _distance(shared, anchor.day) == 0:
        return shared, shared.marks.get(name, shared.evidence)
    return shared, Evidence.LOCAL


def _citation(version: AwardVersion, name: str) -> str:
    stated: dict[str, str] = version.extra.get("citations", {})
    return stated.get(name, version.citation)


def _paper(paper_type: PaperType, condition: str, citation: str, evidence: str) -> PaperNeed:
    return PaperNeed(
        paper_type, paper_type.carrier, paper_type.producer, paper_type.needed_before, condition, citation, evidence
    )


__all__ = [
    "DEFAULT_PAPERS", "Option", "PaperNeed", "Ruleset", "Stated", "authorities", "authorities_many", "department_of",
    "closed_awards", "ruleset", "rulesets", "rulesets_of",
]
