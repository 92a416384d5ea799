"""Which award a text means: its name without accents, its code, its initials, or enough of its words in order."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dossiers import text

LEAD = re.compile(r"^(?:(?:de nghi|duoc|tang thuong|tang|cong nhan|truy tang|danh hieu|hinh thuc|khen thuong)\b\s*)+")
TAIL = re.compile(r"\s+(?:nam(?: hoc)?|giai doan) \d{4}(?: \d{4})?$")
FIGURES = {"1": "nhat", "2": "nhi", "3": "ba", "i": "nhat", "ii": "nhi", "iii": "ba"}
SMALL = {"cua", "va"}
LEAST_LIKE = 0.45


@dataclass(frozen=True)
class AwardName:
    """An award of the catalogue as people may write it."""

    pk: int
    name: str
    code: str


class AwardWords:
    """The names of a catalogue, prepared once for many questions."""

    def __init__(self, awards: Iterable[AwardName]) -> None:
        self.awards = list(awards)
        self._words = {award.pk: plain(award.name).split() for award in self.awards}
        self._short = {award.pk: self._shorts(award) for award in self.awards}

    def _shorts(self, award: AwardName) -> set[str]:
        words = self._words[award.pk]
        return {
            re.sub(r"[^a-z0-9]", "", text.fold(award.code)), "".join(word[0] for word in words),
            "".join(word[0] for word in words if word not in SMALL),
        }

    def named(self, written: str) -> list[int]:
        """The primary keys of the awards that it names by whole, short or the beginning of the name; so little else
        ('Giám đốc Sở') is taken for an award."""
        words = plain(written).split()
        if not words:
            return []
        whole = [pk for pk, name in self._words.items() if name == words]
        short = [pk for pk, shorts in self._short.items() if "".join(words) in shorts]
        return whole or short or [
            pk for pk, name in self._words.items() if _step(words[0], name, 0) and _holds(words, name)
        ]

    def find(self, written: str) -> list[int]:
        """What it may mean in a place where an award is expected: one if it is clear, several if not, none if nothing
        fits."""
        words = plain(written).split()
        held = [pk for pk, name in self._words.items() if words and _holds(words, name)]
        return self.named(written) or held

    def nearest(self, written: str, count: int = 3) -> list[int]:
        """The primary keys whose names look most like it, best first."""
        wanted = plain(written)
        likeness = {
            pk: difflib.SequenceMatcher(None, wanted, " ".join(name)).ratio() for pk, name in self._words.items()
        }
        best = sorted(likeness, key=lambda pk: -likeness[pk])[:count]
        return [pk for pk in best if likeness[pk] >= LEAST_LIKE]


def plain(written: str) -> str:
    """Folded, without punctuation, form of speech ('đề nghị tặng …') and year; 'hạng 3' as 'hạng ba'."""
    bare = re.sub(r"[^a-z0-9]+", " ", text.fold(written)).strip()
    words = TAIL.sub("", LEAD.sub("", " ".join("si" if word == "sy" else word for word in bare.split()))).split()
    ranked = [FIGURES.get(word, word) if at and words[at - 1] == "hang" else word for at, word in enumerate(words)]
    return " ".join(ranked)


def _holds(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether `words` (or initials of runs of them: 'cstđ') stand in `name` in this order."""
    place = 0
    for word in words:
        place = next((end for at in range(place, len(name)) if (end := _step(word, name, at))), 0)
        if not place:
            return False
    return True


def _step(word: str, name: Sequence[str], at: int) -> int:
    """The place after `word` if it stands in `name` at `at`, as a word or as the initials of several; else 0."""
    if at >= len(name):
        return 0
    if name[at] == word:
        return at + 1
    run = name[at : at + len(word)]
    initials = "".join(each[0] for each in run)
    return at + len(word) if len(word) > 1 and initials == word else 0
