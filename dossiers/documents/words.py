"""The words and figures that several papers share, in the manner of Nghị định 30/2020/NĐ-CP."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dossiers.models import Authority, AwardVersion, Dossier, Post, Round, Season, Source, Unit
from dossiers.models.base import in_force
from dossiers.vocabulary import BLOCKING_EVIDENCE, NomineeKind, Role

Values = dict[str, Any]

NUMBER_TO_COME = " " * 8
DAY_TO_COME = "ngày … tháng …"
PLACE_TO_COME = "…………"
GROUND_TO_COME = "Căn cứ " + "…" * 30 + ";"
AWARDS_NAMED = 3
RANK = ("Luật", "Nghị định", "Thông tư")
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
DEFAULT_TITLES = {
    Role.UNIT_HEAD: "Thủ trưởng đơn vị", Role.OFFICE_HEAD: "Trưởng bộ phận thường trực",
    Role.DECIDER: "Thủ trưởng cơ quan", Role.DEPUTY: "Phó Thủ trưởng cơ quan",
}


def letterhead(unit: Unit, *, day: date, number: str = "", symbol: str = "", dated: date | None = None) -> Values:
    """Who writes: the body above, the unit, số and ký hiệu, địa danh and ngày. `day` says which names were borne.

    Without `number` room is left before `symbol`; without `dated` room is left for the day."""
    above = unit.superior(day=day)
    name = unit.name_on(day)
    place = unit.place or (above.place if above else "") or PLACE_TO_COME
    return {
        "co_quan_tren": above.name_on(day).upper() if above else "", "co_quan": name.upper(), "co_quan_thuong": name,
        "so_ky_hieu": number or f"{NUMBER_TO_COME}/{symbol}", "dia_danh_ngay": f"{place}, {in_full(dated, day.year)}",
    }


def in_full(day: date | None, year: int) -> str:
    """'ngày 05 tháng 01 năm 2026': days below 10, January and February with a nought; without a day room for it."""
    if day is None:
        return f"{DAY_TO_COME} năm {year}"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def counted(persons: int, collectives: int) -> str:
    """'12 cá nhân, 02 tập thể'; what there is none of is left out."""
    parts = [f"{number:02d} {word}" for number, word in ((persons, "cá nhân"), (collectives, "tập thể")) if number]
    return ", ".join(parts) or "00 trường hợp"


def is_person(dossier: Dossier) -> bool:
    """Whether one human being is proposed. Needs nominee."""
    return dossier.nominee.kind == NomineeKind.PERSON


def by_award(dossiers: Iterable[Dossier]) -> list[tuple[Any, list[Dossier]]]:
    """(award, its lines as they come) in the order of the awards. Needs award."""
    found: dict[int, list[Dossier]] = {}
    for each in dossiers:
        found.setdefault(each.award_id, []).append(each)
    groups = [(lines[0].award, lines) for lines in found.values()]
    return sorted(groups, key=lambda group: (group[0].position, group[0].code))


def counts(dossiers: Sequence[Dossier]) -> Values:
    """Lines per award with the sentence of a decision, and the sums. Needs award, nominee, season, round."""
    rows = [_count(number, award, lines) for number, (award, lines) in enumerate(by_award(dossiers), start=1)]
    persons = sum(is_person(each) for each in dossiers)
    return {
        "cac_danh_hieu": rows, "so_ca_nhan": persons, "so_tap_the": len(dossiers) - persons, "so": len(dossiers),
        "thanh_phan": counted(persons, len(dossiers) - persons),
    }


def _count(number: int, award: Any, lines: Sequence[Dossier]) -> Values:
    persons = sum(is_person(each) for each in lines)
    years = sorted({each.season.year for each in lines})
    when = f" năm {', '.join(map(str, years))}"
    sentence = f"{award.verb} “{award.name}”{when} đối với {counted(persons, len(lines) - persons)}".strip()
    return {
        "stt": number, "danh_hieu": award.name, "ca_nhan": persons, "tap_the": len(lines) - persons, "so": len(lines),
        "cau": sentence[:1].upper() + sentence[1:],
    }


def groups(dossiers: Iterable[Dossier], row: Any) -> Values:
    """`cac_nhom`: a group an award, its lines made by `row(dossier)` on top of who they are."""
    made = []
    for place, (award, lines) in enumerate(by_award(dossiers), start=1):
        rows = [{"stt": number, **who(each), **row(each)} for number, each in enumerate(lines, start=1)]
        made.append({"thu_tu": roman(place), "ten": award.name, "so": len(lines), "cac_dong": rows})
    return {"cac_nhom": made}


def who(dossier: Dossier) -> Values:
    """The name as it was proposed, the year of birth, the job and the unit. Needs nominee."""
    nominee = dossier.nominee
    insider = is_person(dossier) and not nominee.outside
    where = [nominee.job, dossier.unit_name if insider else ""]
    return {
        "ho_ten": dossier.nominee_name, "nam_sinh": str(nominee.birth_year or ""),
        "chuc_vu_don_vi": ", ".join(part for part in where if part),
    }


def period(season: Season, round: Round | None = None, theme: str = "") -> str:
    """' năm 2026, đợt 1, chuyên đề …', to stand after what is awarded."""
    parts = [f" năm {season.year}", str(round).lower() if round else "", f"chuyên đề “{theme}”" if theme else ""]
    return ", ".join(part for part in parts if part)


def what(dossiers: Sequence[Dossier]) -> str:
    """'công nhận danh hiệu Lao động tiên tiến; tặng Giấy khen', or 'khen thưởng 12 cá nhân' for more than three."""
    ordered = [award for award, _ in by_award(dossiers)]
    if not ordered or len(ordered) > AWARDS_NAMED:
        return f"khen thưởng {counts(dossiers)['thanh_phan']}"
    return "; ".join(f"{award.verb} {award.name}".strip() for award in ordered)


def grounds(dossiers: Sequence[Dossier], day: date) -> list[str]:
    """The instruments that the rules of these awards cite and whose text or quotation is at hand; else room for them.

    Nothing that is only known by hearsay gets into a paper that somebody signs. Three queries."""
    awards = {each.award_id for each in dossiers}
    cited = [
        citation
        for model in (AwardVersion, Authority)
        for citation in model.objects.filter(
            in_force(day), award__in=awards, evidence__in=BLOCKING_EVIDENCE
        ).values_list("citation", flat=True)
    ]
    known = Source.objects.filter(in_force(day), evidence__in=BLOCKING_EVIDENCE).order_by("valid_from", "code")
    names = [name for name in known.values_list("name", flat=True) if any(name in each for each in cited)]
    return [f"Căn cứ {name};" for name in sorted(names, key=_rank)] or [GROUND_TO_COME]


def _rank(name: str) -> int:
    return next((place for place, word in enumerate(RANK) if name.startswith(word)), len(RANK))


def signer(role: str, unit: Unit, *, day: date) -> tuple[str, str]:
    """(title, name) of who holds `role` in `unit` on `day`; the usual title and no name while nobody does."""
    post = Post.objects.filter(in_force(day), role=role, unit=unit).select_related("user").order_by("pk").first()
    title = (post.title if post else "") or DEFAULT_TITLES[Role(role)]
    return title, post.user.full_name if post else ""


def roman(number: int) -> str:
    """1 → I, 14 → XIV (up to 39)."""
    made = ""
    for value, letters in ROMAN:
        while number >= value:
            made, number = made + letters, number - value
    return made
