"""Writes the rows, by their natural keys: new ones are added, ours are brought up to date, those of the office stay.

Rows marked L and whatever an office changed about own lines, reasons and codes are left as they are; nothing that a
dossier may point to is ever deleted.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import models

from dossiers.citing import cited
from dossiers.loading.rows import Cite, Content, Period, Spot, VersionRow
from dossiers.loading.table import Tally, Wanted, sync
from dossiers.models import (
    Authority,
    Award,
    AwardVersion,
    CodePattern,
    LegalFigure,
    OwnLineRule,
    PaperType,
    ReasonText,
    RequiredPaper,
    Source,
)
from dossiers.vocabulary import Evidence

M = TypeVar("M", bound=models.Model)


class Store:
    """One run: the names of the sources for the citations, and the tally."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources, self.tally = sources, Tally()
        self._fresh: set[tuple[type[models.Model], int]] = set()

    def write(self, content: Content) -> Tally:
        """Write everything; the caller holds the transaction. Raises Unusable for a value the database cannot take."""
        self._sources(content)
        self._figures(content)
        self._papers(content)
        self._awards(content)
        self._local(content)
        return self.tally

    def _sync(self, model: type[M], wanted: Iterable[Wanted], **how: Any) -> dict[Hashable, M]:
        """As `table.sync`, counted; the rows it made are known as fresh."""
        found, made, tally = sync(model, wanted, **how)
        self._fresh |= {(model, row.pk) for row in made}
        self.tally += tally
        return found

    def _is_ours(self, row: Any) -> bool:
        """Whether what hangs on the row may be written: it is not local, or this very run has made it."""
        return not _is_local(row) or (type(row), row.pk) in self._fresh

    def _cited(self, cite: Cite, evidence: str) -> dict[str, str]:
        return {"citation": self._words(cite), "evidence": evidence}

    def _words(self, cite: Cite) -> str:
        """The citation as people read it: 'khoản 1 Điều 84 Luật 06/2022/QH15; …'."""
        return "; ".join(cited(self.sources.get(code, ""), place) for code, place in cite.parts)

    def _sources(self, content: Content) -> None:
        rows = [
            Wanted(row.code, {
                "code": row.code, "name": row.name, **_period(row.period), "evidence": row.evidence,
                "citation": self._words(row.cite) if row.cite else row.name,
            }, row.spot)
            for row in content.sources
        ]
        self._sync(Source, rows, key_of=lambda row: row.code, stays=_is_local)

    def _figures(self, content: Content) -> None:
        rows = [
            Wanted((row.kind, row.code, row.period.start), {
                "kind": row.kind, "code": row.code, "value": row.value, **_period(row.period),
                **self._cited(row.cite, row.evidence),
            }, row.spot)
            for row in content.figures
        ]
        self._sync(LegalFigure, rows, key_of=lambda row: (row.kind, row.code, row.valid_from), stays=_is_local)

    def _papers(self, content: Content) -> None:
        rows = [Wanted(row.code, {"code": row.code, **row.values}, row.spot) for row in content.papers]
        # Who brings a paper, with what and by when is the practice of the office: it may have set that otherwise.
        practice = {row.code: row.practice for row in content.papers}
        self._sync(PaperType, rows, key_of=lambda row: row.code, start=practice)

    def _awards(self, content: Content) -> None:
        rows = [
            Wanted(row.code, {
                "code": row.code, **row.values, "citation": self._words(row.cite),
            }, row.spot)
            for row in content.awards
        ]
        awards = self._sync(Award, rows, key_of=lambda row: row.code, stays=_is_local)
        by_code = {row.code: awards[row.code] for row in content.awards}
        self._criteria(content, by_code)
        self._authority(content, by_code)
        self._versions(content, by_code)

    def _criteria(self, content: Content, awards: Mapping[str, Award]) -> None:
        """Point awards to the one whose criteria they share, once all of them are there."""
        pks = dict(Award.objects.values_list("code", "pk"))
        for row in content.awards:
            award, other = awards[row.code], pks[row.criteria_of.code] if row.criteria_of else None
            if self._is_ours(award) and award.criteria_of_id != other:
                Award.objects.filter(pk=award.pk).update(criteria_of=other)
                self.tally.changed += 1

    def _authority(self, content: Content, awards: Mapping[str, Award]) -> None:
        rows = [
            Wanted((awards[award.code].pk, row.level, row.period.start, row.evidence == Evidence.LOCAL), {
                "award_id": awards[award.code].pk, "level": row.level, **_period(row.period),
                **self._cited(row.cite, row.evidence),
            }, row.spot)
            for award in content.awards for row in award.authority
        ]
        # Rows that name a body were entered by the office; one marked L stands beside ours and is never taken for it.
        self._sync(
            Authority, rows, key_of=lambda row: (row.award_id, row.level, row.valid_from, _is_local(row)),
            stays=_is_local, among=Authority.objects.filter(body__isnull=True),
        )

    def _versions(self, content: Content, awards: Mapping[str, Award]) -> None:
        named = [(awards[award.code], row) for award in content.awards for row in award.versions]
        rows = [Wanted((award.pk, row.period.start), self._version(award, row), row.spot) for award, row in named]
        versions = self._sync(
            AwardVersion, rows, key_of=lambda row: (row.award_id, row.valid_from), stays=_is_local
        )
        papers = dict(PaperType.objects.values_list("code", "pk"))
        asked = {
            (versions[award.pk, row.period.start].pk, papers[paper.code]): (condition, row.spot)
            for award, row in named if self._is_ours(versions[award.pk, row.period.start])
            for paper, condition in row.papers or ()
        }
        ours = {row.pk for row in versions.values() if self._is_ours(row)}
        self._required(ours, asked)

    def _version(self, award: Award, row: VersionRow) -> dict[str, Any]:
        citations = {name: self._words(cite) for name, cite in row.cites.items()}
        extra = {**row.values["extra"], **({"citations": citations} if citations else {})}
        return {
            **row.values, "award_id": award.pk, "states_papers": row.papers is not None, "extra": extra,
            **_period(row.period), **self._cited(row.cite, row.evidence),
        }

    def _required(self, versions: set[int], asked: Mapping[tuple[int, int], tuple[str, Spot]]) -> None:
        """The papers of our versions are exactly those of the file; no dossier points to such a row."""
        among = RequiredPaper.objects.filter(version__in=versions)
        rows = [
            Wanted(key, {"version_id": key[0], "paper_type_id": key[1], "condition": condition}, spot)
            for key, (condition, spot) in asked.items()
        ]
        self._sync(RequiredPaper, rows, key_of=lambda row: (row.version_id, row.paper_type_id), among=among)
        for row in among.all():
            if (row.version_id, row.paper_type_id) not in asked:
                row.delete()
                self.tally.changed += 1

    def _local(self, content: Content) -> None:
        own_lines = [
            Wanted(row.act, {
                "act": row.act, "policy": row.policy, **self._cited(row.cite, row.evidence),
            }, row.spot)
            for row in content.own_line
        ]
        self._sync(OwnLineRule, own_lines, key_of=lambda row: row.act, stays=_always)
        patterns = [Wanted(row.kind, {"kind": row.kind, "pattern": row.pattern}, row.spot) for row in content.codes]
        self._sync(CodePattern, patterns, key_of=lambda row: row.kind, stays=_always)
        self._reasons(content)

    def _reasons(self, content: Content) -> None:
        # An act for which the office has any text of its own keeps only those.
        settled = set(ReasonText.objects.filter(body__isnull=True).values_list("act", flat=True))
        rows = [
            Wanted((row.act, row.text), {"act": row.act, "text": row.text, "position": row.position}, row.spot)
            for row in content.reasons if row.act not in settled
        ]
        self._sync(
            ReasonText, rows, key_of=lambda row: (row.act, row.text), among=ReasonText.objects.none(), stays=_always
        )


def _period(period: Period) -> dict[str, Any]:
    return {"valid_from": period.start, "valid_to": period.end}


def _is_local(row: Any) -> bool:
    return bool(row.evidence == Evidence.LOCAL)


def _always(row: Any) -> bool:
    return True
