"""The nominations and attempts of a scenario file."""

import re
from collections.abc import Sequence
from dataclasses import replace

from config.rehearsal.book import Book
from config.rehearsal.scenario import UNBUILT, Attempt, By, Fate, Match, Nomination, Seat
from dossiers.lifecycle import read_acts
from dossiers.located import Block, Value
from dossiers.models import Dossier
from dossiers.vocabulary import Family, Subject

SUBJECTS = (Subject.INDIVIDUAL.value, Subject.COLLECTIVE.value)
LINE_REQUIRED = ("award", "subject", "decided_by")
LINE_OPTIONAL = ("facts", "theme", "round", "without", "on_date", "nominee", "same_people_as")
MATCH_KEYS = ("id", "award", "subject", "decided_by", "fate", "at", "theme", "round", "nominee")
MOST_DOSSIERS, MOST_ROUNDS, LONGEST_THEME = 20_000, 99, 255
COUNCIL_FATES = (Fate.TURNED_DOWN, Fate.TAKEN_UP)
# These happen in appraising, which a body outside the system does out of our sight.
INSIDE_FATES = (Fate.RETURNED, Fate.INELIGIBLE, Fate.WITHDRAWN)


def read_nominations(value: Value, book: Book) -> None:
    """Fill `book.nominations` in the order of the file."""
    blocks = [item.block() for item in value.items()]
    names: dict[str, int] = {}
    for number, block in enumerate(blocks):
        block.only((*LINE_REQUIRED, "count", "fate"), ("id", "from", "at", *LINE_OPTIONAL))
        if "id" in block and names.setdefault(block["id"].text(), number) != number:
            raise block["id"].wrong(f"đã có dòng mang tên {block['id'].text()!r}")
        if "from" not in block and "same_people_as" not in block:
            block.only((*LINE_REQUIRED, "count", "fate", "from"), tuple(block))
    for number, block in enumerate(blocks):
        fate = Fate(block["fate"].choice([fate.value for fate in Fate]))
        book.nominations.append(_line(block, book, number=number, fate=fate, names=names))
        _check_fate(block, book, book.nominations[-1])
    _check_people(blocks, book)


def _line(block: Block, book: Book, *, number: int, fate: Fate, names: dict[str, int]) -> Nomination:
    if "facts" in block:
        raise block.wrong("facts", "tiêu chuẩn, tỷ lệ chưa kiểm được ở bản này nên chưa dùng được facts")
    subject = Subject(block["subject"].choice(SUBJECTS))
    nominee = Seat(block["nominee"].choice([seat.value for seat in Seat])) if "nominee" in block else None
    if nominee and subject != Subject.INDIVIDUAL:
        raise block["nominee"].wrong("chỉ dùng cho cá nhân")
    return Nomination(
        number=number, award=book.award(block["award"]), subject=subject,
        count=block["count"].whole(least=1, most=MOST_DOSSIERS) if "count" in block else 1,
        units=_units(block.get("from"), book),
        decided_by=book.body(block["decided_by"]).code, people=_people(block, number, names), fate=fate,
        at=book.body(block["at"]).code if "at" in block else None,
        name=block["id"].text() if "id" in block else "", nominee=nominee,
        theme=block["theme"].short(LONGEST_THEME) if "theme" in block else "",
        round=block["round"].whole(least=1, most=MOST_ROUNDS) if "round" in block else None,
        without=tuple(book.paper(code) for code in block["without"].texts()) if "without" in block else (),
        on_date=block["on_date"].day() if "on_date" in block else None,
    )


def _units(value: Value | None, book: Book) -> tuple[str, ...]:
    """Unit codes in the order of `from`, wildcards in the order of the file, each once; without `from` all."""
    if value is None:
        return tuple(book.units)
    found: dict[str, None] = {}
    for item in value.texts():
        fitting = _fitting(item.text(), tuple(book.units))
        if not fitting:
            raise item.wrong(f"không có đơn vị nào khớp {item.text()!r}")
        found.update(dict.fromkeys(fitting))
    return tuple(found)


def _fitting(pattern: str, codes: Sequence[str]) -> list[str]:
    if pattern == "all" and pattern not in codes:
        return list(codes)
    shape = re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
    return [code for code in codes if shape.fullmatch(code)]


def _people(block: Block, number: int, names: dict[str, int]) -> int:
    if "same_people_as" not in block:
        return number
    name = block["same_people_as"].text()
    if name not in names:
        raise block["same_people_as"].wrong(f"không có dòng nào mang id {name!r}")
    if names[name] == number:
        raise block["same_people_as"].wrong("dòng này trỏ tới chính nó")
    if "nominee" in block:
        raise block["same_people_as"].wrong("không dùng cùng với nominee")
    return names[name]


def _check_people(blocks: list[Block], book: Book) -> None:
    """Resolve chains of same_people_as to the line whose people they are; count and subject must allow it."""
    for number, block in enumerate(blocks):
        if "same_people_as" in block:
            book.nominations[number] = borrowing(book.nominations[number], block["same_people_as"], book)


def borrowing(line: Nomination, value: Value, book: Book) -> Nomination:
    """`line` with the people and units of the line it borrows them from."""
    seen, root = {line.number}, book.nominations[line.people]
    while root.people != root.number:
        if root.number in seen:
            raise value.wrong("các dòng trỏ vòng quanh nhau")
        seen.add(root.number)
        root = book.nominations[root.people]
    if root.subject != line.subject:
        raise value.wrong("hai dòng khác đối tượng (cá nhân, tập thể)")
    if root.count < line.count:
        raise value.wrong(f"dòng kia chỉ có {root.count} người, dòng này cần {line.count}")
    return replace(line, people=root.number, units=root.units)


def _check_fate(block: Block, book: Book, line: Nomination) -> None:
    if book.simplified and line.fate in COUNCIL_FATES:
        raise block["fate"].wrong(f"thủ tục đơn giản không qua Hội đồng nên không có {line.fate}")
    if line.nominee and line.count > _persons(line, line.nominee, book):
        raise block["count"].wrong(f"không có đủ {line.count} người là {line.nominee} của cơ quan")
    for unit in line.units:
        route = book.route(award=line.award, unit=unit, decided_by=line.decided_by)
        _check_route(block, book, line, route)


def _persons(line: Nomination, seat: Seat, book: Book) -> int:
    """How many persons hold that seat in the departments of the line's units."""
    departments = {book.units[unit].body for unit in line.units}
    return sum(book.bodies[code].members - 3 if seat == Seat.MEMBER else 1 for code in departments)


def _check_route(block: Block, book: Book, line: Nomination, route: tuple[str, ...]) -> None:
    if line.at is not None and line.at not in route:
        raise block["at"].wrong(f"{line.at!r} không nằm trên đường trình {' → '.join(route)}")
    outside = [book.bodies[code].external for code in route]
    if outside[0] or outside != sorted(outside):
        raise block["decided_by"].wrong(f"không đi được đường trình {' → '.join(route)}")
    if line.fate == Fate.REVOKED and book.bodies[line.decided_by].external:
        raise block["fate"].wrong(f"{line.decided_by!r} ở ngoài hệ thống: nơi quyết định mới thu hồi, không diễn ở đây")
    if line.at is not None and book.bodies[line.at].external and line.fate in INSIDE_FATES:
        raise block["at"].wrong(f"{line.at!r} ở ngoài hệ thống nên không diễn được {line.fate} tại đó")


def read_attempts(value: Value, book: Book) -> tuple[Attempt, ...]:
    """The attempts, numbered from 1 in the order of the file."""
    return tuple(_attempt(item.block(), book, number) for number, item in enumerate(value.items(), start=1))


def _attempt(block: Block, book: Book, number: int) -> Attempt:
    common = ("act", "by", "expect")
    if "on" in block:
        block.only((*common, "on"), ("family", "also"))
    else:
        _refuse_other_acts(block)
        block.only((*common, *LINE_REQUIRED), ("family", "also", "count", "from", *LINE_OPTIONAL))
    act = block["act"].choice(tuple(read_acts(Dossier)))
    by = By(block["by"].choice([by.value for by in By]))
    _check_by(block["by"], by, book)
    on = _match(block["on"].block(), book) if "on" in block else None
    line = None if on else _own_line(block, book, number)
    return Attempt(number=number, act=act, by=by, families=_families(block), on=on, line=line)


def _refuse_other_acts(block: Block) -> None:
    if "act" in block and block["act"].choice(tuple(read_acts(Dossier))) != "submit":
        raise block["act"].wrong("không có 'on' thì chỉ thử được submit")


def _own_line(block: Block, book: Book, number: int) -> Nomination:
    names = {line.name: line.number for line in book.nominations if line.name}
    own = len(book.nominations) + number
    line = _line(block, book, number=own, fate=Fate.PENDING, names=names)
    if "same_people_as" in block:
        return borrowing(line, block["same_people_as"], book)
    return line


def _families(block: Block) -> frozenset[str]:
    """The families the refusal must have; none for an attempt that must succeed."""
    refused = block["expect"].choice(("refused", "accepted")) == "refused"
    for key in ("family", "also"):
        if key in block and not refused:
            raise block.wrong(key, "chỉ dùng với expect: refused")
    if not refused:
        return frozenset()
    if "family" not in block:
        raise block.wrong("family", "còn thiếu: việc bị từ chối phải nêu nhóm quy tắc")
    told = [block["family"], *(block["also"].items() if "also" in block else [])]
    return frozenset(_built(value) for value in told)


def _built(value: Value) -> str:
    family = value.choice([family.value for family in Family])
    if family in UNBUILT:
        raise value.wrong(f"nhóm {family} chưa kiểm được ở bản này")
    return family


def _check_by(value: Value, by: By, book: Book) -> None:
    if by == By.OTHER_UNIT_HEAD and len(book.units) < 2:
        raise value.wrong("cần ít nhất hai đơn vị")
    smallest = min((body.members for body in book.bodies.values() if not body.external), default=0)
    if by == By.COUNCIL_MEMBER and smallest < 4:
        raise value.wrong("có Hội đồng không còn ủy viên nào ngoài Chủ tịch, Phó Chủ tịch và thư ký")


def _match(block: Block, book: Book) -> Match:
    block.only((), MATCH_KEYS)
    if not block.values:
        raise block.wrong("on", "phải nêu ít nhất một khóa, ví dụ award")
    for key, known in (("award", book.award), ("decided_by", book.body), ("at", book.body)):
        if key in block:
            known(block[key])
    keys = tuple((key, block[key].whole() if key == "round" else block[key].text()) for key in block)
    match = Match(keys)
    if not any(match.fits(line) for line in book.nominations):
        raise block.wrong("on", "không có dòng đề nghị nào khớp")
    return match
