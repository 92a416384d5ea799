"""The section `awards` of a catalogue file: an award, who decides it from–to, and what it asks for from–to."""

from typing import Any

from dossiers.loading.parts import DATED, cite, code_of, dated, evidence, text_of
from dossiers.loading.requirements import LOCAL, requirement
from dossiers.loading.rows import AuthorityRow, AwardRow, Cite, Named, Reader, VersionRow
from dossiers.located import Block, Value
from dossiers.models import Award
from dossiers.vocabulary import AwardKind, Evidence, Level, Subject

TEXTS = ("name", "english", "verb", "decided_by")
STATED = ("require", "quota", "vote", "coefficient", "originals", "papers", "time")
MARKED = (*STATED, "coefficient_collective")
DECIDING_LEVELS = tuple(level.value for level in Level if level != Level.UNIT)
CONDITIONS = ("if_branch_used",)
NOMINATABLE = ("within_period",)


def award(name: str, value: Value, position: int, reader: Reader) -> AwardRow:
    """One award with its rows. Raises Malformed at the first thing that cannot be understood."""
    block = value.block()
    block.only((*TEXTS, "kind", "subject", "cite", "evidence", "authority", "versions"), ("criteria_of",))
    values: dict[str, Any] = {each: text_of(block[each], Award, each) for each in TEXTS}
    values |= {"kind": block["kind"].choice(AwardKind.values), "subject": block["subject"].choice(Subject.values)}
    values |= {"position": position, "evidence": evidence(block)}
    criteria_of = _named(block["criteria_of"], reader) if "criteria_of" in block else None
    return AwardRow(
        code_of(name, value), values, criteria_of, cite(block["cite"], reader),
        tuple(_authority(each.block(), reader) for each in block["authority"].items()),
        tuple(_version(each.block(), reader) for each in block["versions"].items()), reader.spot(block),
    )


def _named(value: Value, reader: Reader) -> Named:
    return Named(value.text(), reader.spot(value))


def _authority(block: Block, reader: Reader) -> AuthorityRow:
    block.only(("level", "cite", *DATED), ("to",))
    level = block["level"].choice(DECIDING_LEVELS)
    return AuthorityRow(level, dated(block), cite(block["cite"], reader), evidence(block), reader.spot(block))


def _version(block: Block, reader: Reader) -> VersionRow:
    block.only(("cite", *DATED), ("to", "marks", "cites", "extra", *STATED))
    mentioned: list[Value] = []
    values = {
        "require": requirement(block["require"], mentioned) if "require" in block else None,
        "quota": _quota(block["quota"], mentioned) if "quota" in block else None,
        "vote": block["vote"].text() if "vote" in block else None,
        "coefficient": _coefficient(block["coefficient"]) if "coefficient" in block else None,
        "originals": _originals(block["originals"]) if "originals" in block else None,
        "time_rule": block["time"].text() if "time" in block else "",
        "marks": _marks(block), "extra": _extra(block),
    }
    return VersionRow(
        dated(block), cite(block["cite"], reader), evidence(block), values, _cites(block, reader),
        _papers(block["papers"], reader) if "papers" in block else None,
        tuple(_named(each, reader) for each in mentioned), tuple(_figures(block, reader)), reader.spot(block),
    )


def _quota(value: Value, mentioned: list[Value]) -> Any:
    if value.is_text():
        return value.choice((LOCAL,))
    block = value.block()
    block.only(("max_pct_of", "pct"))
    mentioned.append(block["max_pct_of"])
    return {"max_pct_of": block["max_pct_of"].text(), "pct": block["pct"].whole(least=1)}


def _coefficient(value: Value) -> Any:
    if value.is_mapping():
        block = value.block()
        block.only((), ("individual", "collective", "max"))
        return {name: block[name].number() for name in block}
    return value.number()


def _originals(value: Value) -> int:
    number = value.whole(least=1)
    if number > 99:
        raise value.wrong(f"số bản chính nhiều nhất 99, đang là {number}")
    return number


def _papers(value: Value, reader: Reader) -> tuple[tuple[Named, str], ...]:
    found: list[tuple[Named, str]] = []
    for each in value.filled():
        name, condition = _paper(each)
        if any(name == known.code for known, _ in found):
            raise each.wrong(f"{name} ghi hai lần")
        found.append((Named(name, reader.spot(each)), condition))
    return tuple(found)


def _paper(value: Value) -> tuple[str, str]:
    """`TO_TRINH`, or `{CN_SANG_KIEN: if_branch_used}` for one that is asked on a condition."""
    if value.is_text():
        return value.text(), ""
    block = value.block()
    if len(list(block)) != 1:
        raise value.wrong("mỗi giấy tờ có điều kiện ghi riêng một mục")
    name = next(iter(block))
    return name, block[name].choice(CONDITIONS)


def _marks(block: Block) -> dict[str, str]:
    if "marks" not in block:
        return {}
    marks = block["marks"].block()
    marks.only((), MARKED)
    return {_column(name): marks[name].choice(Evidence.values) for name in marks}


def _cites(block: Block, reader: Reader) -> dict[str, Cite]:
    if "cites" not in block:
        return {}
    cites = block["cites"].block()
    cites.only((), STATED)
    return {_column(name): cite(cites[name], reader) for name in cites}


def _column(name: str) -> str:
    return "time_rule" if name == "time" else name


def _extra(block: Block) -> dict[str, Any]:
    if "extra" not in block:
        return {}
    extra = block["extra"].block()
    flags, words = ("efiles", "once", "consultation"), ("pre_step", "channel", "posting", "ambiguous")
    extra.only((), (*flags, *words, "nominatable", "set_locally"))
    found: dict[str, Any] = {name: extra[name].flag() for name in flags if name in extra}
    found |= {name: extra[name].text() for name in words if name in extra}
    if "nominatable" in extra:
        found["nominatable"] = extra["nominatable"].choice(NOMINATABLE)
    if "set_locally" in extra:
        found["set_locally"] = [each.choice(STATED) for each in extra["set_locally"].filled()]
    return found


def _figures(block: Block, reader: Reader) -> list[tuple[str, Named]]:
    """The vote rule and the time rules that a version leans on."""
    found = []
    if "vote" in block:
        found.append(("vote_rule", _named(block["vote"], reader)))
    if "time" in block:
        found.append(("time_rule", _named(block["time"], reader)))
    extra = block["extra"].block() if "extra" in block else None
    if extra is not None and "posting" in extra:
        found.append(("time_rule", _named(extra["posting"], reader)))
    return found
