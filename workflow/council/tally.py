"""Counting an open ballot: pure arithmetic on whole numbers, no database, no clock.

A line passes on strictly more than half of *all* members (law.md: "biểu quyết theo đa số" [Q], denominator the members
appointed [Q]); who is absent or recused stays in the denominator. The quorum of two thirds is known from secondary
sources only [S]: it is a note, never a block.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

YES, NO, ABSTAIN = "yes", "no", "abstain"
CHOICES = (YES, NO, ABSTAIN)


@dataclass(frozen=True)
class Result:
    """The count of one line; `members` are all who were entitled."""

    yes: int
    no: int
    abstain: int
    members: int

    @property
    def absent(self) -> int:
        """Members without a ballot on this line: away, silent or recused."""
        return self.members - self.yes - self.no - self.abstain

    @property
    def needed(self) -> int:
        """The fewest votes that are more than half of all members."""
        return self.members // 2 + 1

    @property
    def passed(self) -> bool:
        return self.yes * 2 > self.members

    @property
    def sentence(self) -> str:
        """The result in words, for minutes and for the reason of a line turned down."""
        verdict = "Đạt" if self.passed else "Không đạt"
        return (
            f"{verdict} tỷ lệ phiếu: {self.yes}/{self.members} phiếu đồng ý, {self.no} không đồng ý, "
            f"{self.abstain} ý kiến khác, {self.absent} không biểu quyết; cần trên một nửa tổng số thành viên "
            f"(ít nhất {self.needed} phiếu)."
        )


@dataclass(frozen=True)
class Tally:
    """The counts of a whole session by agenda item, and the note on how many took part ("" when enough did)."""

    results: Mapping[int, Result]
    note: str


def tally(ballots: Mapping[int, Sequence[str]], *, members: int, present: int) -> Tally:
    """Count `ballots` (agenda item → the current choices on it) of a council of `members`, of whom `present` voted.

    Raises ValueError for a choice outside CHOICES, for more ballots or voters than members, and without members.
    """
    if members < 1 or not 0 <= present <= members:
        raise ValueError(f"{present} of {members} members cannot have voted")
    return Tally({item: _count(choices, members) for item, choices in ballots.items()}, _note(present, members))


def _count(choices: Collection[str], members: int) -> Result:
    counted = {choice: sum(1 for each in choices if each == choice) for choice in CHOICES}
    if sum(counted.values()) != len(choices):
        raise ValueError(f"unknown choice among {sorted(set(choices))}")
    if len(choices) > members:
        raise ValueError(f"{len(choices)} ballots of {members} members")
    return Result(counted[YES], counted[NO], counted[ABSTAIN], members)


def _note(present: int, members: int) -> str:
    if present * 3 >= members * 2:
        return ""
    return (
        f"Tham khảo: mới có {present}/{members} thành viên tham gia biểu quyết, chưa đủ hai phần ba "
        f"({-(-members * 2 // 3)} người)."
    )
