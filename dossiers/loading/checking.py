"""What no single line shows: references lead somewhere, periods of one thing do not overlap."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import ValidationError

from dossiers import codes
from dossiers.lifecycle import Reason, read_acts
from dossiers.loading.rows import AwardRow, Cite, Content, Named, Period, Spot
from dossiers.models import Award, AwardVersion, CodePattern, Dossier, LegalFigure, PaperType, Source
from dossiers.vocabulary import Evidence

# A ballot is no move of a dossier, but the rule about one's own line speaks of it.
BALLOT = "vote"
GROUP = "group"


@dataclass(frozen=True)
class Known:
    """Codes that may be named: those in the files of this run and those already in the database."""

    sources: dict[str, str]
    papers: Collection[str]
    awards: Collection[str]
    groups: Collection[str]
    figures: Collection[tuple[str, str]]


def known(content: Content) -> Known:
    """What exists once the files are loaded."""
    figures = set(LegalFigure.objects.values_list("kind", "code")) | {(row.kind, row.code) for row in content.figures}
    return Known(
        sources=dict(Source.objects.values_list("code", "name")) | {row.code: row.name for row in content.sources},
        papers=set(PaperType.objects.values_list("code", flat=True)) | {row.code for row in content.papers},
        awards=set(Award.objects.values_list("code", flat=True)) | {row.code for row in content.awards},
        groups={code for kind, code in figures if kind == GROUP}, figures=figures,
    )


def check(content: Content, there: Known) -> None:
    """Raise Unusable at the first row that does not hold together with the others or with the database."""
    _sources_exist(content, there)
    for figure in content.figures:
        _exist(figure.awards, there.awards, "danh hiệu, hình thức")
        _exist(figure.papers, there.papers, "loại giấy tờ")
    for award in content.awards:
        _award(award, content, there)
    _apart(((row.kind, row.code), row.period, row.spot) for row in content.figures)
    _local(content)


def _sources_exist(content: Content, there: Known) -> None:
    for cite in _cites(content):
        for code, _ in cite.parts:
            if code and code not in there.sources:
                raise cite.spot.wrong(f"không có văn bản '{code}'")


def _cites(content: Content) -> Iterable[Cite]:
    yield from (row.cite for row in content.sources if row.cite)
    yield from (row.cite for row in (*content.figures, *content.own_line, *content.awards))
    for award in content.awards:
        yield from (row.cite for row in (*award.authority, *award.versions))
        yield from (cite for version in award.versions for cite in version.cites.values())


def _exist(named: Iterable[Named], there: Collection[str], what: str) -> None:
    for each in named:
        if each.code not in there:
            raise each.spot.wrong(f"không có {what} '{each.code}'")


def _award(award: AwardRow, content: Content, there: Known) -> None:
    if award.criteria_of:
        _exist([award.criteria_of], there.awards, "danh hiệu, hình thức")
        _not_a_chain(award.criteria_of, award.code, content)
    for version in award.versions:
        _exist(version.named, {*there.awards, *there.groups}, "danh hiệu, hình thức hoặc nhóm")
        _exist((paper for paper, _ in version.papers or ()), there.papers, "loại giấy tờ")
        for kind, figure in version.figures:
            _exist([figure], {code for known_kind, code in there.figures if known_kind == kind}, "quy tắc")
    _apart((row.level, row.period, row.spot) for row in award.authority)
    _apart(((), row.period, row.spot) for row in award.versions)
    _apart_from_stored(award)


def _not_a_chain(other: Named, code: str, content: Content) -> None:
    stored = Award.objects.filter(code=other.code, criteria_of__isnull=False).exists()
    written = {row.code: bool(row.criteria_of) for row in content.awards}
    if other.code == code or written.get(other.code, stored):
        raise other.spot.wrong(f"'{other.code}' cũng lấy tiêu chuẩn của danh hiệu, hình thức khác")


def _apart(rows: Iterable[tuple[object, Period, Spot]]) -> None:
    """Rows that speak of the same thing have periods apart from each other."""
    by_thing: dict[object, list[tuple[Period, Spot]]] = {}
    for thing, period, spot in rows:
        by_thing.setdefault(thing, []).append((period, spot))
    for listed in by_thing.values():
        for (before, _), (after, spot) in pairwise(sorted(listed, key=lambda row: row[0].start)):
            if before.overlaps(after):
                raise spot.wrong(f"thời gian từ {after.start:%d/%m/%Y} trùng với dòng từ {before.start:%d/%m/%Y}")


def _apart_from_stored(award: AwardRow) -> None:
    # A local version of the office may lie beside ours: it is preferred, not refused.
    starts = {version.period.start: version for version in award.versions}
    stored = AwardVersion.objects.filter(award__code=award.code).exclude(evidence=Evidence.LOCAL)
    for row in stored.exclude(valid_from__in=starts):
        period = Period(row.valid_from, row.valid_to)
        for version in award.versions:
            if period.overlaps(version.period):
                raise version.spot.wrong(f"trùng thời gian với phiên bản đã có từ {row.valid_from:%d/%m/%Y}")


def _local(content: Content) -> None:
    acts = read_acts(Dossier)
    for rule in content.own_line:
        if rule.act != BALLOT and rule.act not in acts:
            raise rule.spot.wrong(f"không có hành động '{rule.act}'")
    for reason in content.reasons:
        act = acts.get(reason.act)
        if act is None or act.reason == Reason.NONE:
            raise reason.spot.wrong(f"hành động '{reason.act}' không có hoặc không cần lý do")
        if len(reason.text) < act.reason:
            raise reason.spot.wrong(f"lý do của '{reason.act}' phải có ít nhất {int(act.reason)} ký tự")
    kinds = [choice for choice, _ in CodePattern._meta.get_field("kind").flatchoices]
    for row in content.codes:
        if row.kind not in kinds:
            raise row.spot.wrong(f"không có loại mã '{row.kind}'; được dùng: {', '.join(kinds)}")
        _complain(codes.check_pattern, row.pattern, row.spot)


def _complain(ask: Callable[[str], None], text: str, spot: Spot) -> None:
    try:
        ask(text)
    except ValidationError as error:
        raise spot.wrong(" ".join(error.messages)) from error
