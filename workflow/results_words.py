"""The results of a year as a paragraph ready for a report, in the manner of section 4 of a Sở's yearly report. Pure."""

from collections.abc import Callable, Iterator
from itertools import groupby

from dossiers.models import Unit
from workflow.results import Count, Results, Row


def report(results: Results) -> str:
    """The opening, a line per deciding body that has decided, and what is still under way; plain text, one paragraph a
    line."""
    return "\n".join(_lines(results))


def decider_of(body: Unit) -> str:
    """Who decides there, as a sentence names it: 'Giám đốc Sở Tư pháp', 'Thủ tướng Chính phủ'."""
    if not body.decider_title or body.name.casefold().startswith(body.decider_title.casefold()):
        return body.name
    return f"{body.decider_title} {body.name}"


def counted(count: Count) -> str:
    """'22 tập thể, 01 cá nhân': two digits, as papers write numbers; nothing that is nought."""
    parts = ((count.collectives, "tập thể"), (count.individuals, "cá nhân"))
    return ", ".join(f"{number:02d} {word}" for number, word in parts if number)


def _lines(results: Results) -> Iterator[str]:
    year, day = results.season.year, f"{results.day:%d/%m/%Y}"
    granted = [row for row in results.rows if row.granted.all]
    if not granted:
        yield f"Năm {year}, tính đến ngày {day}, chưa có quyết định khen thưởng."
    else:
        deciders = _listed([decider_of(body) for body, _ in _by_body(granted)])
        yield (
            f"Với những thành tích đã đạt được trong phong trào thi đua năm {year}, để ghi nhận và biểu dương những "
            f"tập thể, cá nhân có thành tích xuất sắc, tiêu biểu của phong trào, tính đến ngày {day}, {deciders} đã có "
            "quyết định khen thưởng. Cụ thể như sau:"
        )
        for body, rows in _by_body(granted):
            yield f"- {_upper(decider_of(body))} {_given(rows, lambda row: row.granted)}."
    if results.open:
        yield f"Hiện nay, đang xét, đề nghị {'; đề nghị '.join(_asked(results))}."


def _asked(results: Results) -> Iterator[str]:
    for body, rows in _by_body(results.open):
        yield f"{decider_of(body)} {_given(rows, lambda row: row.pending)}"


def _given(rows: list[Row], count: Callable[[Row], Count]) -> str:
    parts = [f"{row.award.verb} {row.award.name} cho {counted(count(row))}" for row in rows]
    return _listed(parts)


def _listed(parts: list[str]) -> str:
    return " và ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _by_body(rows: list[Row]) -> list[tuple[Unit, list[Row]]]:
    return [(group[0].body, group) for _, each in groupby(rows, lambda row: row.body.pk) if (group := list(each))]


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
