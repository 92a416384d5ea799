"""The bodies, units and authority rows of a scenario file."""

import re

from config.rehearsal.book import Book
from config.rehearsal.scenario import AuthorityRow, Body, ProposingUnit
from dossiers.located import Block, Value
from dossiers.vocabulary import Level

LEVELS = tuple(level.value for level in Level if level != Level.UNIT)
FEWEST_SEATS = 3  # chair, vice-chair and secretary each hold one
# More than any office has, and little enough to be played.
MOST_SEATS, MOST_UNITS, MOST_HEADS = 199, 2000, 1_000_000
# What the application's columns hold, with room for what the play puts before and after.
LONGEST_CODE, LONGEST_NAME, LONGEST_TITLE = 20, 200, 100
COUNCIL_LATER = ("quorum", "threshold", "base")
VOTES = ("open", "secret", "paper")
_SERIAL = re.compile(r"\{n(?::(0?[0-9]))?\}")


def read_bodies(value: Value, book: Book) -> None:
    """Fill `book.bodies`; each parent must be another body of the list, without a circle."""
    parents: list[tuple[Body, Block]] = []
    for item in value.items():
        block = item.block()
        body = _body(block, book)
        book.bodies[body.code] = body
        parents.append((body, block))
    if not book.bodies:
        raise value.wrong("danh sách đang trống")
    for body, block in parents:
        if body.parent is not None:
            book.body(block["parent"])
            _refuse_circle(body, block["parent"], book)


def _body(block: Block, book: Book) -> Body:
    block.only(("code", "name", "level", "decider"), ("parent", "office", "external", "council"))
    code = book.new_code(block["code"], block["code"].short(LONGEST_CODE))
    return Body(
        code=code, name=block["name"].short(LONGEST_NAME), level=Level(block["level"].choice(LEVELS)),
        decider=block["decider"].short(LONGEST_TITLE),
        office=block["office"].short(LONGEST_TITLE) if "office" in block else "",
        parent=block["parent"].text() if "parent" in block else None,
        external=block["external"].flag() if "external" in block else False,
        members=_members(block["council"].block()) if "council" in block else Body.members,
    )


def _members(council: Block) -> int:
    council.only((), ("members", "vote", *COUNCIL_LATER))
    for key in COUNCIL_LATER:
        if key in council:
            raise council.wrong(key, "quy tắc biểu quyết riêng chưa dùng được ở bản này")
    if "vote" in council and council["vote"].choice(VOTES) != "open":
        raise council["vote"].wrong(f"chỉ biểu quyết công khai (open) dùng được ở bản này, đang là "
                                    f"{council['vote'].text()!r}")
    return council["members"].whole(least=FEWEST_SEATS, most=MOST_SEATS) if "members" in council else Body.members


def _refuse_circle(body: Body, value: Value, book: Book) -> None:
    seen, above = {body.code}, body.parent
    while above is not None:
        if above in seen:
            raise value.wrong(f"cơ quan {body.code!r} đứng trên chính mình")
        seen.add(above)
        above = book.bodies[above].parent if above in book.bodies else None


def read_units(value: Value, book: Book) -> None:
    """Fill `book.units`; a `repeat` with {n} or {n:02} in its code makes many."""
    for item in value.items():
        block = item.block()
        block.only(("code", "name", "body"), ("repeat", "headcount"))
        body = book.body(block["body"])
        if body.external:
            raise block["body"].wrong(f"{body.code!r} là cơ quan ngoài hệ thống, không nhận tờ trình của đơn vị")
        headcount = block["headcount"].whole(least=1, most=MOST_HEADS) if "headcount" in block else 1
        for serial in _serials(block):
            code = book.new_code(block["code"], _numbered(block["code"], serial, longest=LONGEST_CODE))
            name = _numbered(block["name"], serial, longest=LONGEST_NAME)
            book.units[code] = ProposingUnit(code, name, body.code, headcount)
    if not book.units:
        raise value.wrong("danh sách đang trống")


def _serials(block: Block) -> list[int | None]:
    if "repeat" not in block:
        return [None]
    times = block["repeat"].whole(least=1, most=MOST_UNITS)
    if times > 1 and not _SERIAL.search(block["code"].text()):
        raise block["code"].wrong("lặp lại thì mã phải có {n} hoặc {n:02}")
    return list(range(1, times + 1))


def _numbered(value: Value, serial: int | None, *, longest: int) -> str:
    """The pattern with its serial: 'H{n:02}' and 3 give 'H03'; at most `longest` characters."""
    pattern = value.short(longest)
    rest = _SERIAL.sub("", pattern) if serial is not None else pattern
    if "{" in rest or "}" in rest:
        raise value.wrong(f"không hiểu {pattern!r}: chỉ dùng {{n}} hoặc {{n:02}}, cùng với repeat")
    return _SERIAL.sub(lambda found: _digits(serial or 0, found.group(1)), pattern)


def _digits(serial: int, width: str | None) -> str:
    # {n:02} pads with zeros, as the file's author writes it; a width without the zero pads the same way.
    return str(serial).zfill(int(width or 0))


def read_authority(value: Value, book: Book) -> None:
    """Fill `book.authority`: one row per deciding body and set of awards, an award once per body."""
    told: set[tuple[str, str]] = set()
    for item in value.items():
        block = item.block()
        block.only(("body", "awards"), ("via",))
        body = book.body(block["body"])
        awards = tuple(book.award(code) for code in block["awards"].texts())
        for code in awards:
            if (body.code, code) in told:
                raise block["awards"].wrong(f"{body.code} đã có dòng thẩm quyền cho {code}")
            told.add((body.code, code))
        book.authority.append(AuthorityRow(body.code, awards, _via(block, body, book)))


def _via(block: Block, body: Body, book: Book) -> tuple[str, ...] | None:
    if "via" not in block:
        return None
    route: list[str] = []
    for item in block["via"].items():
        passed = book.body(item)
        if passed.code == body.code or passed.code in route:
            raise item.wrong(f"{passed.code!r} đã có trên đường trình")
        route.append(passed.code)
    outside = [book.bodies[code].external for code in (*route, body.code)]
    if outside != sorted(outside):
        raise block["via"].wrong("sau cơ quan ngoài hệ thống không thể trở lại cơ quan trong hệ thống")
    return tuple(route)
