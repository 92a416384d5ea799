"""Where the boxes and ways of a diagram go: nodes in rows along the direction of the process, ways between the rows.

Pure and the same at every run. Nodes come in reading order: a way to a node further on goes forward, one to an earlier
node back. A way with words has a place of its own for them, so that no words lie on a box or on other words.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

GAP_ACROSS, GAP_ALONG, MARGIN = 18.0, 26.0, 16.0
SWEEPS, STRAIGHT = 14, 6


@dataclass(frozen=True)
class Node:
    """A box with the room it needs, in pixels."""

    name: str
    width: float
    height: float


@dataclass(frozen=True)
class Way:
    """A way from node to node; width and height of its words, 0 without any."""

    source: str
    target: str
    width: float = 0
    height: float = 0


@dataclass(frozen=True)
class Box:
    """Where a node lies: its centre and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Route:
    """The corners of a way from source to target, and the centre of its words."""

    points: tuple[tuple[float, float], ...]
    label: tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """The placed diagram; `routes` in the order of the ways given."""

    boxes: dict[str, Box]
    routes: list[Route]
    width: float
    height: float


@dataclass(eq=False)
class _Slot:
    """A node, or the place where a way crosses a row. `across` and `along` are sizes, `at` the centre across."""

    name: str
    across: float
    along: float
    at: float = 0.0
    before: list["_Slot"] = field(default_factory=list)
    after: list["_Slot"] = field(default_factory=list)


Row = list[_Slot]


def place(nodes: Sequence[Node], ways: Sequence[Way], *, down: bool) -> Layout:
    """Lay out; `down`: the process runs from top to bottom, else from left to right. Ways join different nodes."""
    sizes = {node.name: (node.width, node.height) if down else (node.height, node.width) for node in nodes}
    order = {node.name: number for number, node in enumerate(nodes)}
    rows, chains = _rows(sizes, order, ways, down=down)
    _sort(rows)
    _spread(rows)
    _straighten(rows, chains)
    return _drawn(rows, chains, ways, down=down)


def _rank(order: dict[str, int], ways: Iterable[Way]) -> dict[str, int]:
    """The row of each node: beyond the rows of all from which a way leads forward to it; every second row is for
    words."""
    into: dict[str, list[str]] = defaultdict(list)
    for way in ways:
        first, last = sorted((way.source, way.target), key=order.__getitem__)
        into[last].append(first)
    rank: dict[str, int] = {}
    for name in order:
        rank[name] = max((rank[each] + 2 for each in into[name]), default=0)
    return rank


def _rows(
    sizes: dict[str, tuple[float, float]], order: dict[str, int], ways: Sequence[Way], *, down: bool
) -> tuple[list[Row], list[list[_Slot]]]:
    rank = _rank(order, ways)
    slots = {name: _Slot(name, *sizes[name]) for name in order}
    rows: list[Row] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for name in order:
        rows[rank[name]].append(slots[name])
    chains = []
    for way in ways:
        first, last = sorted((way.source, way.target), key=order.__getitem__)
        chain = [slots[first], *_between(way, rank[first], rank[last], rows, down=down), slots[last]]
        for upper, lower in zip(chain, chain[1:], strict=False):
            upper.after.append(lower)
            lower.before.append(upper)
        chains.append(chain)
    return rows, chains


def _between(way: Way, start: int, end: int, rows: list[Row], *, down: bool) -> list[_Slot]:
    """Where the way crosses the rows between its ends; the first of them holds its words."""
    across, along = (way.width, way.height) if down else (way.height, way.width)
    found = []
    for number in range(start + 1, end):
        slot = _Slot("", across if number == start + 1 else 2, along if number == start + 1 else 0)
        rows[number].append(slot)
        found.append(slot)
    return found


def _sort(rows: list[Row]) -> None:
    """Order the rows so that few ways cross: each slot by the middle of its neighbours; the best is kept."""
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        for number in range(1, len(rows)) if downward else range(len(rows) - 2, -1, -1):
            beside = rows[number - 1 if downward else number + 1]
            place_of = {id(slot): n for n, slot in enumerate(beside)}
            own = {id(slot): n for n, slot in enumerate(rows[number])}
            rows[number].sort(key=lambda slot: _middle(slot, place_of, own, downward=downward))
        if (count := _crossings(rows)) < fewest:
            best, fewest = [list(row) for row in rows], count
    rows[:] = best


def _middle(slot: _Slot, place_of: dict[int, int], own: dict[int, int], *, downward: bool) -> float:
    found = [place_of[id(each)] for each in (slot.before if downward else slot.after)]
    return sum(found) / len(found) if found else own[id(slot)]


def _crossings(rows: list[Row]) -> int:
    count = 0
    for upper, lower in zip(rows, rows[1:], strict=False):
        place_of = {id(slot): n for n, slot in enumerate(lower)}
        ends = [(n, place_of[id(each)]) for n, slot in enumerate(upper) for each in slot.after]
        count += sum(a < c and b > d for a, b in ends for c, d in ends)
    return count


def _spread(rows: list[Row]) -> None:
    """Give every slot its place across: near its neighbours, never nearer to the next than allowed."""
    for row in rows:
        _apart(row, [0.0] * len(row))
    for sweep in range(SWEEPS * 2):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            _apart(row, [_wanted(slot) for slot in row])
    least = min(slot.at - slot.across / 2 for row in rows for slot in row)
    for row in rows:
        for slot in row:
            slot.at += MARGIN - least


def _straighten(rows: list[Row], chains: list[list[_Slot]]) -> None:
    """Draw each long way into one line, as far as its neighbours in the rows leave room."""
    beside: dict[int, tuple[_Slot | None, _Slot | None]] = {}
    for row in rows:
        for number, slot in enumerate(row):
            after = row[number + 1] if number + 1 < len(row) else None
            beside[id(slot)] = (row[number - 1] if number else None, after)
    for _ in range(SWEEPS):
        for chain in chains:
            between = chain[1:-1]
            middle = sorted(slot.at for slot in between)[len(between) // 2]
            for slot in between:
                slot.at = _within(slot, middle, *beside[id(slot)])


def _within(slot: _Slot, at: float, left: _Slot | None, right: _Slot | None) -> float:
    least = left.at + (left.across + slot.across) / 2 + GAP_ACROSS if left else at
    most = right.at - (right.across + slot.across) / 2 - GAP_ACROSS if right else at
    return max(least, min(at, most))


def _wanted(slot: _Slot) -> float:
    """The middle of its neighbours; a way holds on to itself more than to the nodes at its ends: it runs straight."""
    near = [(each.at, STRAIGHT if not (slot.name or each.name) else 1) for each in (*slot.before, *slot.after)]
    weight = sum(each for _, each in near)
    return sum(at * each for at, each in near) / weight if near else slot.at


def _apart(row: Row, wanted: Sequence[float]) -> None:
    placed: list[float] = []
    for slot, want in zip(row, wanted, strict=True):
        previous = row[len(placed) - 1] if placed else None
        least = placed[-1] + (previous.across + slot.across) / 2 + GAP_ACROSS if previous else want
        placed.append(max(want, least))
    shift = sum(want - at for want, at in zip(wanted, placed, strict=True)) / len(row) if row else 0
    for slot, at in zip(row, placed, strict=True):
        slot.at = at + shift


def _drawn(rows: list[Row], chains: list[list[_Slot]], ways: Sequence[Way], *, down: bool) -> Layout:
    spans, begin = {}, MARGIN
    for row in rows:
        depth = max((slot.along for slot in row), default=0.0)
        spans.update({id(slot): (begin, begin + depth) for slot in row})
        begin += depth + GAP_ALONG
    ports = _ports(chains)
    boxes = {slot.name: _box(slot, spans[id(slot)], down=down) for row in rows for slot in row if slot.name}
    routes = [
        _route(chain, number, spans, ports, turned=chain[0].name != way.source, down=down)
        for number, (chain, way) in enumerate(zip(chains, ways, strict=True))
    ]
    across = max(slot.at + slot.across / 2 for row in rows for slot in row) + MARGIN
    along = begin - GAP_ALONG + MARGIN
    return Layout(boxes, routes, *((across, along) if down else (along, across)))


def _box(slot: _Slot, span: tuple[float, float], *, down: bool) -> Box:
    middle = (span[0] + span[1]) / 2
    return Box(slot.at, middle, slot.across, slot.along) if down else Box(middle, slot.at, slot.along, slot.across)


def _ports(chains: list[list[_Slot]]) -> dict[tuple[int, str], float]:
    """(way, 'first' or 'last') → where it meets the side of its node: the ways of one side lie side by side."""
    sides: dict[tuple[int, str], list[tuple[float, int]]] = defaultdict(list)
    for number, chain in enumerate(chains):
        sides[id(chain[0]), "first"].append((chain[1].at, number))
        sides[id(chain[-1]), "last"].append((chain[-2].at, number))
    node_of = {id(slot): slot for chain in chains for slot in (chain[0], chain[-1])}
    found = {}
    for (key, side), listed in sides.items():
        slot, step = node_of[key], node_of[key].across * 0.7 / len(listed)
        for position, (_, number) in enumerate(sorted(listed)):
            found[number, side] = slot.at + (position - (len(listed) - 1) / 2) * step
    return found


def _route(
    chain: list[_Slot], number: int, spans: dict[int, tuple[float, float]], ports: dict[tuple[int, str], float], *,
    turned: bool, down: bool,
) -> Route:
    middle = (spans[id(chain[0])][0] + spans[id(chain[0])][1]) / 2
    points = [(ports[number, "first"], middle + chain[0].along / 2)]
    for slot in chain[1:-1]:
        points += [(slot.at, spans[id(slot)][0]), (slot.at, spans[id(slot)][1])]
    middle = (spans[id(chain[-1])][0] + spans[id(chain[-1])][1]) / 2
    points.append((ports[number, "last"], middle - chain[-1].along / 2))
    label = (chain[1].at, sum(spans[id(chain[1])]) / 2)
    points = points[::-1] if turned else points
    laid = [point if down else (point[1], point[0]) for point in points]
    return Route(tuple(laid), label if down else (label[1], label[0]))
