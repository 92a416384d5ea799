"""Comparing a pasted list with the unit's people, this year's awards and the lines there are."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dossiers import clock, queries
from dossiers.grid import offered_places
from dossiers.models import Award, Dossier, HandIn, Nominee, Unit
from dossiers.pasting.award_words import AwardName, AwardWords
from dossiers.pasting.lines import Choice, Line, Preview, Wish
from dossiers.pasting.people import Who, who_is
from dossiers.pasting.rows import Row, rows_of
from dossiers.rules.subject import suits
from dossiers.vocabulary import Subject

NEW, SKIP = "moi", "bo"
LONGEST_NAME = 255
LONGEST_CODE = 32
FIRST_YEAR = 1900
Picks = Mapping[str, str]
Key = tuple[int, int]


@dataclass
class _Known:
    """What the rows are compared with, read once."""

    hand_in: HandIn
    places: Mapping[Key, tuple[Award, Unit]]
    awards: Mapping[int, Award]
    words: AwardWords
    people: Sequence[Nominee]
    here: Mapping[Key, Dossier]
    elsewhere: Mapping[Key, Dossier]
    foreign_codes: set[str]
    picks: Picks
    said: dict[tuple[object, ...], int] = field(default_factory=dict)


def preview_of(hand_in: HandIn, written: str, picks: Picks) -> Preview:
    """The rows of `written` beside the unit's people, this year's awards and the lines there are. `picks`: name of a
    select → what was chosen. A constant number of statements."""
    awards = {award.pk: award for award in Award.objects.order_by("position", "code")}
    words = AwardWords(AwardName(award.pk, award.name, award.code) for award in awards.values())
    pasted = rows_of(written, words.named)
    known = _known(hand_in, pasted.rows, awards, words, picks)
    names = _names(pasted.rows)
    return Preview(pasted, [_line(row, name, known) for row, name in zip(pasted.rows, names, strict=True)])


def _known(
    hand_in: HandIn, rows: Sequence[Row], awards: Mapping[int, Award], words: AwardWords, picks: Picks
) -> _Known:
    lines = queries.open_of_the_occasion(hand_in).select_related("hand_in")
    by_key = {(line.nominee_id, line.award_id): line for line in lines}
    codes = [row.staff_code for row in rows if row.staff_code]
    foreign = Nominee.objects.filter(staff_code__in=codes).exclude(unit=hand_in.unit) if codes else []
    return _Known(
        hand_in, offered_places(hand_in.unit), awards, words, list(queries.nominees_of(hand_in.unit)),
        {key: line for key, line in by_key.items() if line.hand_in_id == hand_in.pk},
        {key: line for key, line in by_key.items() if line.hand_in_id != hand_in.pk},
        {each.staff_code for each in foreign}, picks,
    )


def _names(rows: Sequence[Row]) -> list[str]:
    """A name for each row that stays its own while others are mended: its text, and the how-manieth such text."""
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        seen[row.source] += 1
        digest = hashlib.sha256(f"{seen[row.source]}:{row.source}".encode())
        found.append(digest.hexdigest()[:12])
    return found


def _line(row: Row, name: str, known: _Known) -> Line:
    who, choice = _person(row, name, known)
    problems = _against(row, who, choice, known)
    wishes = [
        _wish(written, f"giai-{name}-{place}", who, known) for place, written in enumerate(row.awards or ("",))
    ]
    line = Line(row, who.known, who.kind, wishes, problems, choice)
    return replace(line, wishes=[_once(line, wish, known) for wish in wishes])


def _person(row: Row, name: str, known: _Known) -> tuple[Who, Choice | None]:
    who = who_is(row, known.people, known.hand_in.unit)
    if who.known or not who.choices:
        return who, None
    options = [(str(each.pk), _described(each)) for each in who.choices]
    picked = known.picks.get(f"nguoi-{name}", "")
    chosen = next((each for each in who.choices if str(each.pk) == picked), None)
    choice = Choice(f"nguoi-{name}", "Là ai", [*options, (NEW, "Người khác, ghi thêm vào danh sách")], picked)
    if chosen or picked == NEW:
        who = Who(chosen, [], who.kind)
    return who, choice


def _described(nominee: Nominee) -> str:
    born = f"sinh {nominee.birth_year}" if nominee.birth_year else ""
    return ", ".join(part for part in (nominee.name, nominee.job, born, nominee.staff_code) if part)


def _against(row: Row, who: Who, choice: Choice | None, known: _Known) -> list[str]:
    found = []
    if not row.name:
        found.append("Chưa ghi họ và tên.")
    elif len(row.name) > LONGEST_NAME or len(row.job) > LONGEST_NAME or len(row.staff_code) > LONGEST_CODE:
        found.append("Họ tên, chức vụ hoặc mã số dài quá; kiểm tra lại các cột.")
    if who.choices and choice:
        several = len(who.choices) > 1
        found.append(
            f"Có {len(who.choices)} người tên này trong đơn vị; chọn một." if several
            else f"Trong đơn vị có {who.choices[0].name}; chọn có phải cùng một người không."
        )
    if row.birth_year and not _is_year(row.birth_year):
        found.append(f"Năm sinh “{row.birth_year}” không đọc được; ghi bốn chữ số, ví dụ 1985.")
    if row.staff_code in known.foreign_codes:
        found.append(f"Mã số {row.staff_code} đã ghi cho người khác; kiểm tra lại mã số.")
    return found


def _is_year(written: str) -> bool:
    return written.isdecimal() and FIRST_YEAR <= int(written) <= clock.today().year


def _wish(written: str, name: str, who: Who, known: _Known) -> Wish:
    picked = known.picks.get(name, "")
    if picked == SKIP:
        return Wish(written, skipped=True, choice=_choice(name, written, who, known, picked))
    place = next((place for key, place in known.places.items() if f"{key[0]}-{key[1]}" == picked), None)
    meant = known.words.find(written)
    offered = {key: each for key, each in known.places.items() if key[0] in meant}
    if place is None and len(offered) == 1:
        place = next(iter(offered.values()))
    if place is not None and suits(place[0], who.kind if who.known is None else who.known.kind):
        return Wish(written, *place, choice=_choice(name, written, who, known, picked) if picked else None)
    problem = _unclear(written, meant, place, offered, known)
    return Wish(written, problem=problem, choice=_choice(name, written, who, known, picked))


def _unclear(
    written: str, meant: Sequence[int], place: tuple[Award, Unit] | None,
    offered: Mapping[Key, tuple[Award, Unit]], known: _Known,
) -> str:
    if place is not None:
        return f"{place[0].name} chỉ dành cho {Subject(place[0].subject).label.lower()}."
    if not written:
        return "Chưa ghi danh hiệu, hình thức đề nghị."
    if not meant:
        return f"Không có danh hiệu, hình thức “{written}” trong danh mục; chọn một hoặc sửa ở trên."
    if not offered:
        return f"Năm nay đơn vị không đề nghị được {known.awards[meant[0]].name}."
    if len({award.pk for award, _ in offered.values()}) == 1:
        return f"{known.awards[meant[0]].name} có thể do nhiều cơ quan quyết định; chọn một."
    return f"“{written}” có thể là nhiều danh hiệu, hình thức; chọn một."


def _choice(name: str, written: str, who: Who, known: _Known, picked: str) -> Choice:
    """All that fits the nominee, what looks most like the written words first."""
    kind = who.known.kind if who.known else who.kind
    near = [*known.words.find(written), *known.words.nearest(written)]
    rank = {pk: place for place, pk in reversed(list(enumerate(near)))}
    places = sorted(known.places.items(), key=lambda item: rank.get(item[0][0], len(near)))
    options = [
        (f"{key[0]}-{key[1]}", f"{award.name} – {body.name} quyết định")
        for key, (award, body) in places if suits(award, kind)
    ]
    return Choice(name, "Danh hiệu, hình thức", [*options, (SKIP, "Bỏ, không đề nghị")], picked)


def _once(line: Line, wish: Wish, known: _Known) -> Wish:
    """Mark what has an open dossier of the unit, here or on another paper, and what stands twice in the list."""
    if wish.award is None or wish.problem or not line.row.name:
        return wish
    person = line.nominee.pk if line.nominee else line.newcomer
    first = known.said.setdefault((person, wish.award.pk), line.row.number)
    if first != line.row.number:
        return replace(wish, problem=f"Trùng với dòng {first}: {wish.award.name} đã ghi cho người này.")
    key = (line.nominee.pk, wish.award.pk) if line.nominee else None
    if key in known.here:
        return replace(wish, there="đã có trong tờ trình này")
    other = known.elsewhere.get(key) if key else None
    return replace(wish, there=f"đã có ở hồ sơ {other.code}") if other else wish
