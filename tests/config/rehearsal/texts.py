"""A small correct scenario as text, and ways to spoil it."""

from pathlib import Path

from config.rehearsal.reading import read
from config.rehearsal.scenario import Scenario

AWARDS = ("GK_SO", "CSTDCS", "LDTT", "BK_TINH", "CO_TINH", "BK_TTG")
PAPERS = ("TO_TRINH", "DANH_SACH", "BC_THANH_TICH", "BB_XET_KT")

SMALL = """\
title: "Mùa thử"
season: {year: 2024, procedure: regular, opens: 2024-01-10, registration_by: 2024-02-28, dossiers_by: 2024-11-29}
as_of: 2024-11-04
waive: [standard, quota, form, timing]
bodies:
  - {code: S, name: "Sở Mẫu", level: department, parent: U, decider: "Giám đốc", council: {members: 7, vote: open}}
  - {code: U, name: "Ủy ban Mẫu", level: province, parent: C, decider: "Chủ tịch", office: "Sở Nội vụ"}
  - {code: C, name: "Cấp trên Mẫu", level: central, external: true, decider: "Thủ tướng"}
units:
  - {code: P01, name: "Phòng Một", body: S, headcount: 9}
  - {repeat: 3, code: "H{n:02}", name: "Phòng huyện {n:02}", body: S, headcount: 6}
authority:
  - {body: U, awards: [BK_TINH], via: [S]}
  - {body: C, awards: [BK_TTG], via: [S, U]}
nominations:
  - {id: a, award: GK_SO, subject: individual, count: 4, from: [P*, H*], decided_by: S, fate: granted}
  - {id: b, award: LDTT, subject: individual, count: 2, from: all, decided_by: S, fate: granted, same_people_as: a}
  - {award: BK_TINH, subject: collective, count: 1, from: [P01], decided_by: U, fate: returned_then_granted, at: S}
attempts:
  - {act: submit, by: unit_head, award: BK_TINH, subject: individual, decided_by: S, expect: refused, family: authority}
  - {act: sign, by: decider, on: {award: GK_SO}, expect: accepted}
expect:
  granted:
    - {body: S, award: GK_SO, collectives: 0, individuals: 4}
    - {body: S, award: LDTT, collectives: 0, individuals: 2}
    - {body: U, award: BK_TINH, collectives: 1, individuals: 0}
  returns: 1
  acts: {forward: 1}
"""


def spoiled(old: str, new: str) -> str:
    """The small scenario with one text replaced; the text must be there exactly once."""
    assert SMALL.count(old) == 1, (old, SMALL.count(old))
    return SMALL.replace(old, new)


def line_of(content: str, words: str) -> int:
    """The number of the first line that holds `words`."""
    return next(number for number, line in enumerate(content.splitlines(), start=1) if words in line)


def reading(tmp_path: Path, content: str | bytes = SMALL) -> Scenario:
    file = tmp_path / "season.yaml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(file, awards=AWARDS, papers=PAPERS)
