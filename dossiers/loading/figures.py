"""The section `figures`: dated figures of the regulation, each kind with the shape of its value."""

from collections.abc import Callable, Iterator
from typing import Any

from dossiers.loading.parts import DATED, cite, dated, evidence
from dossiers.loading.requirements import LOCAL
from dossiers.loading.rows import FigureRow, Named, Reader
from dossiers.located import Value
from dossiers.models import LegalFigure

# Codes of awards and of papers that a value mentions; both must exist.
Mentioned = tuple[list[Value], list[Value]]


def figures(kind: str, value: Value, reader: Reader) -> Iterator[FigureRow]:
    """All rows of one kind: code → periods. Raises Malformed at the first thing that cannot be understood."""
    if kind not in SHAPES:
        raise value.wrong(f"không có loại số liệu '{kind}'; được dùng: {', '.join(SHAPES)}")
    block = value.block()
    for code in block:
        if len(code) > (LegalFigure._meta.get_field("code").max_length or 0):
            raise block[code].wrong("mã quá dài")
        for period in block[code].filled():
            yield _figure(kind, code, period, reader)


def _figure(kind: str, code: str, value: Value, reader: Reader) -> FigureRow:
    block = value.block()
    block.only((*DATED, "value", "cite"), ("to",))
    awards: list[Value] = []
    papers: list[Value] = []
    found = SHAPES[kind](block["value"], (awards, papers))
    return FigureRow(
        kind, code, found, dated(block), cite(block["cite"], reader), evidence(block),
        tuple(Named(each.text(), reader.spot(each)) for each in awards),
        tuple(Named(each.text(), reader.spot(each)) for each in papers), reader.spot(value),
    )


def _money(value: Value, mentioned: Mentioned) -> Any:
    block = value.block()
    block.only(("vnd",))
    return {"vnd": block["vnd"].whole(least=1)}


def _rounding(value: Value, mentioned: Mentioned) -> Any:
    block = value.block()
    block.only(("step_vnd", "mode"))
    mode = block["mode"].choice(("up", "nearest", "down", "unsettled"))
    return {"step_vnd": block["step_vnd"].whole(least=1), "mode": mode}


def _vote_rule(value: Value, mentioned: Mentioned) -> Any:
    block = value.block()
    if "required" in block:
        block.only(("required",))
        return {"required": block["required"].flag()}
    block.only(("secret", "threshold_pct", "denominator", "absent"), ("strict",))
    secret = block["secret"]
    threshold = block["threshold_pct"].whole(least=1)
    if threshold > 100:
        raise block.wrong("threshold_pct", f"phần trăm không quá 100, đang là {threshold}")
    return {
        "secret": secret.choice((LOCAL,)) if secret.is_text() else secret.flag(), "threshold_pct": threshold,
        "strict": block["strict"].flag() if "strict" in block else False,
        "denominator": block["denominator"].choice(("total_members", "present", "valid", LOCAL)),
        "absent": block["absent"].choice(("written_ballot", "counted", LOCAL)),
    }


def _time_rule(value: Value, mentioned: Mentioned) -> Any:
    block = value.block()
    if "months" in block:
        block.only(("months",), ("starts",))
        found: dict[str, Any] = {"months": block["months"].whole(least=1)}
    else:
        block.only(("days", "unit"), ("starts", "silence"))
        found = {"days": block["days"].whole(least=1), "unit": block["unit"].choice(("working", "calendar"))}
    words = {name: block[name].text() for name in ("starts", "silence") if name in block}
    return found | words


def _named(value: Value, mentioned: Mentioned) -> Any:
    block = value.block()
    block.only(("name",))
    return {"name": block["name"].text()}


def _group(value: Value, mentioned: Mentioned) -> Any:
    mentioned[0].extend(value.filled())
    return [each.text() for each in value.filled()]


def _simplified_papers(value: Value, mentioned: Mentioned) -> Any:
    block = value.block()
    block.only(("in_place_of", "not_asked"))
    instead = block["in_place_of"].block()
    mentioned[1].extend(each for name in instead for each in instead[name].filled())
    mentioned[1].extend(block["not_asked"].items())
    return {
        "in_place_of": {name: [each.text() for each in instead[name].filled()] for name in instead},
        "not_asked": [each.text() for each in block["not_asked"].items()],
    }


SHAPES: dict[str, Callable[[Value, Mentioned], Any]] = {
    "base_salary": _money, "rounding": _rounding, "vote_rule": _vote_rule, "time_rule": _time_rule, "group": _group,
    "hold_condition": _named, "exclusive_rule": _named, "simplified_papers": _simplified_papers,
}
