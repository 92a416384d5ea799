"""A message as its reader sees it in the list: what happened and what to do in full, a long list of dossiers folded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

BULLET = "– "
FEW = 3  # dossiers that a message shows without being opened
TO_DO = ("Việc cần làm:", "Hạn:")


@dataclass(frozen=True)
class Part:
    """Lines of one kind: `listed` are dossiers, `to_do` is what the reader has to do and by when."""

    lines: tuple[str, ...]
    listed: bool = False
    to_do: bool = False

    @property
    def folded(self) -> bool:
        return self.listed and len(self.lines) > FEW


def parts(body: str) -> list[Part]:
    """The text of a message in its order, in parts; pure."""
    return list(_parts(line for line in body.splitlines() if line.strip()))


def _parts(lines: Iterable[str]) -> Iterator[Part]:
    for (listed, to_do), run in groupby(lines, key=lambda line: (line.startswith(BULLET), line.startswith(TO_DO))):
        yield Part(tuple(line.removeprefix(BULLET) for line in run), listed, to_do)
