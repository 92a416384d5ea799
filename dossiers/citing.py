"""Where something stands in an instrument, as Vietnamese papers write it: 'Đ.30(2)(b)' is 'điểm b khoản 2 Điều 30'.

The catalogue writes places short; whoever reads them reads them in full. Pure; what is not understood stays as written.
"""

import re
from dataclasses import dataclass

BETWEEN = ", "
TO = re.compile(r"\s*[–-]\s*")
PLACE = re.compile(
    r"(?:(?:Đ\.\s*)?(?P<article>\d+[a-zđ]?))?(?:\((?P<clause>\d+[a-zđ]?)\))?(?:\((?P<point>[a-zđ]{1,2})\))?"
)


@dataclass(frozen=True)
class Place:
    """An article ('Điều'), or a clause ('khoản') of it, or a point ('điểm') of that."""

    article: str
    clause: str = ""
    point: str = ""

    @property
    def words(self) -> str:
        point, clause = f"điểm {self.point}" if self.point else "", f"khoản {self.clause}" if self.clause else ""
        return " ".join(word for word in (point, clause, f"Điều {self.article}") if word)


def cited(instrument: str, place: str) -> str:
    """'khoản 2 Điều 68 Nghị định 91/2017/NĐ-CP, chưa thấy quy định mới': the places, what they stand in, and last
    the words that are no place. Either may be empty."""
    items = place.split(BETWEEN) if place else []
    read = _read(items)
    named = " ".join(word for word in (BETWEEN.join(read), instrument) if word)
    return BETWEEN.join(word for word in (named, *items[len(read):]) if word)


def _read(items: list[str]) -> list[str]:
    """In words the places with which the items begin: 'Đ.71', '79(2)', '(8)'."""
    found: list[str] = []
    last: Place | None = None
    for item in items:
        first, *ends = (last := _place(text, last) for text in TO.split(item, maxsplit=1))
        if first is None or last is None:
            break
        found.append(_range(first, last) if ends else last.words)
    return found


def _place(text: str, before: Place | None) -> Place | None:
    """The place, in the article and clause of the one before where it names none; the first one of all begins 'Đ.'."""
    match = PLACE.fullmatch(text)
    if not match or not text or not (before or text.startswith("Đ.")):
        return None
    article, clause, point = (match[name] or "" for name in ("article", "clause", "point"))
    if before and not article:
        return Place(before.article, clause or before.clause, point)
    return Place(article, clause, point)


def _range(first: Place, last: Place) -> str:
    """'từ khoản 3 đến khoản 5 Điều 84': what both stand in is named once."""
    start = first.words
    if first.article == last.article:
        shared = Place(first.article, first.clause if last.point else "").words
        start = start.removesuffix(f" {shared}")
    return f"từ {start} đến {last.words}"
