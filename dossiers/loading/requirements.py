"""The language in which a version states its criteria. Read here so that no misspelt word waits until it is judged."""

from typing import Any

from dossiers.located import Value

LOCAL = "local"
ATOMS = (
    "initiative", "project_accepted", "combat_merit", "movement", "movement_3y", "sudden", "many_or_sudden",
    "contribution", "political_task", "block_TW", "other_branches", "no_flag_possible",
)
RATINGS = ("HTXS", "HTT+", "HTT", "HTNV+", "HTNV")
SCOPES = ("co_so", "tinh", "bo", "toan_quoc")
DISCIPLINES = ("khien_trach", "canh_cao")

# A condition with several parts: its keys and how each is read.
SHAPES: dict[str, dict[str, str]] = {
    "consecutive": {"code": "award", "times": "whole"},
    "count": {"code": "award", "times": "whole"},
    "count_in_period": {"code": "award", "times": "whole"},
    "count_rating": {"rating": "rating", "times": "whole"},
    "initiative": {"scope": "scope"},
    "member_count": {"code": "award", "min": "whole"},
    "member_pct": {"code": "award", "min": "percent"},
    "member_rating_pct": {"min_rating": "rating", "pct": "percent"},
    "rating_years": {"rating": "rating", "years": "whole"},
}
# A condition that is one value.
SIMPLE: dict[str, str] = {
    "best_of": "words", "exists_years": "whole", "has": "award", "initiatives": "whole", "leads": "words",
    "leads_theme_years": "whole", "no_discipline_from": "discipline", "rating": "rating", "tenure_table": "words",
}
CHOICES = {"rating": RATINGS, "scope": SCOPES, "discipline": DISCIPLINES}


def requirement(value: Value, named: list[Value]) -> Any:
    """The criteria as JSON: 'local', one condition, or one for each of individual and collective.

    Awards and groups that it mentions are added to `named`. Raises Malformed at the first word that is not known.
    """
    if value.is_text() and value.text() == LOCAL:
        return LOCAL
    if not value.is_text():
        block = value.block()
        if "individual" in block or "collective" in block:
            block.only((), ("individual", "collective"))
            return {name: _condition(block[name], named) for name in block}
    return _condition(value, named)


def _condition(value: Value, named: list[Value]) -> Any:
    if value.is_text():
        return value.choice(ATOMS)
    block = value.block()
    if len(list(block)) != 1:
        raise value.wrong("mỗi điều kiện là một khóa; nhiều điều kiện thì gom trong all hoặc any")
    name = next(iter(block))
    block.only((), ("all", "any", "has_any", *SHAPES, *SIMPLE))
    inner = block[name]
    if name in ("all", "any"):
        return {name: [_condition(each, named) for each in inner.filled()]}
    if name == "has_any":
        return {name: [_part(each, "award", named) for each in inner.filled()]}
    if name in SIMPLE:
        return {name: _part(inner, SIMPLE[name], named)}
    return {name: _shape(inner, SHAPES[name], named)}


def _shape(value: Value, shape: dict[str, str], named: list[Value]) -> dict[str, Any]:
    block = value.block()
    block.only(tuple(shape))
    return {key: _part(block[key], kind, named) for key, kind in shape.items()}


def _part(value: Value, kind: str, named: list[Value]) -> Any:
    if kind in CHOICES:
        return value.choice(CHOICES[kind])
    if kind == "words":
        return value.text()
    if kind == "award":
        named.append(value)
        return value.text()
    number = value.whole(least=1)
    if kind == "percent" and number > 100:
        raise value.wrong(f"phần trăm không quá 100, đang là {number}")
    return number
