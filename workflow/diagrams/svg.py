"""A diagram as SVG: plain attributes, no script, no style, so that it stands on a page and alone."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from workflow.diagrams.graph import EVENT, GATEWAY, LETTER, LINE, Diagram, Drawn, Joined
from workflow.diagrams.layout import Box, Route

INK, SOFT, ACCENT, PAPER, CLOSED, LINE_INK = "#1b2430", "#4a5563", "#a61c1c", "#ffffff", "#eef1f5", "#5b6675"
FONT = "Be Vietnam Pro, Segoe UI, Roboto, Noto Sans, sans-serif"
SIZE = 13


def drawn(diagram: Diagram, name: str) -> str:
    """The picture; `name` makes its ids unique on a page."""
    places = diagram.places
    width, height = round(places.width), round(places.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-ten {name}-ta" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" font-family={quoteattr(FONT)} font-size="{SIZE}" '
        f'fill="{INK}">',
        f'<title id="{name}-ten">{escape(diagram.title)}</title><desc id="{name}-ta">{escape(diagram.text)}</desc>',
        f'<defs><marker id="{name}-dau" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0 0L10 5L0 10z" fill="{LINE_INK}"/></marker></defs>',
    ]
    for way, route in zip(diagram.ways, places.routes, strict=True):
        parts.append(_line(shortened(route, diagram, way), name, flat=not diagram.down))
    for way, route in zip(diagram.ways, places.routes, strict=True):
        parts += _on_paper(way.lines, *route.label)
    for node in diagram.nodes:
        parts += _node(node, places.boxes[node.name])
    return "\n".join([*parts, "</svg>"])


def _on_paper(lines: Sequence[str], x: float, y: float) -> Iterator[str]:
    """Words of a way, on a piece of paper that hides the way behind them."""
    if lines:
        width, height = max(len(line) for line in lines) * LETTER, len(lines) * LINE
        yield (
            f'<rect x="{x - width / 2:.0f}" y="{y - height / 2:.0f}" width="{width:.0f}" height="{height:.0f}" '
            f'fill="{PAPER}"/>'
        )
        yield from _words(lines, x, y, colour=SOFT)


def shape_of(node: Drawn, box: Box) -> Box:
    """The sign itself: the whole room for a box, the small sign in the middle of it for an event or a gateway."""
    if node.shape in ("state", "final", "task"):
        return box
    sign = GATEWAY if node.shape in ("branch", "split") else EVENT
    return Box(box.x, box.y, sign, sign)


def shortened(route: Route, diagram: Diagram, way: Joined) -> tuple[tuple[float, float], ...]:
    """The corners of a way, from sign to sign: rooms of events and gateways are larger than their signs."""
    nodes = {node.name: node for node in diagram.nodes}
    first, last = nodes[way.source], nodes[way.target]
    points = list(route.points)
    points[0] = _at_sign(points[0], points[1], first, diagram.places.boxes[way.source])
    points[-1] = _at_sign(points[-1], points[-2], last, diagram.places.boxes[way.target])
    return tuple(points)


def _at_sign(point: tuple[float, float], beside: tuple[float, float], node: Drawn, box: Box) -> tuple[float, float]:
    sign = shape_of(node, box)
    if sign == box:
        return point
    half = sign.width / 2
    return (box.x + half if beside[0] > box.x else box.x - half, box.y)


def _line(points: Sequence[tuple[float, float]], name: str, *, flat: bool) -> str:
    # A way leaves and arrives in the direction of the process; half-way controls make smooth turns between the rows.
    path = [f"M{points[0][0]:.0f} {points[0][1]:.0f}"]
    for (x, y), (to_x, to_y) in zip(points, points[1:], strict=False):
        if x == to_x or y == to_y:
            path.append(f"L{to_x:.0f} {to_y:.0f}")
        else:
            path.append(_bend(x, y, to_x, to_y, flat=flat))
    return (
        f'<path d="{"".join(path)}" fill="none" stroke="{LINE_INK}" stroke-width="1.5" marker-end="url(#{name}-dau)"/>'
    )


def _bend(x: float, y: float, to_x: float, to_y: float, *, flat: bool) -> str:
    if flat:
        middle = (x + to_x) / 2
        return f"C{middle:.0f} {y:.0f} {middle:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"
    middle = (y + to_y) / 2
    return f"C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y:.0f}"


def _node(node: Drawn, box: Box) -> Iterator[str]:
    sign = shape_of(node, box)
    yield from _sign(node, sign)
    if sign == box:
        total = len(node.lines) + len(node.note)
        top = box.y - (total - 1) * LINE / 2
        yield from _words(node.lines, box.x, top + (len(node.lines) - 1) * LINE / 2, weight=600)
        under = top + len(node.lines) * LINE + (len(node.note) - 1) * LINE / 2
        yield from _words(node.note, box.x, under, colour=SOFT)
    else:
        under = box.y + sign.height / 2 + 4 + len(node.lines) * LINE / 2
        yield from _words(node.lines, box.x, under)


def _sign(node: Drawn, sign: Box) -> Iterator[str]:
    left, top = sign.x - sign.width / 2, sign.y - sign.height / 2
    if node.shape in ("start", "end"):
        stroke = 4 if node.shape == "end" else 2
        yield (
            f'<circle cx="{sign.x:.0f}" cy="{sign.y:.0f}" r="{sign.width / 2:.0f}" fill="{PAPER}" stroke="{ACCENT}" '
            f'stroke-width="{stroke}"/>'
        )
        return
    if node.shape in ("branch", "split"):
        half = sign.width / 2
        yield (
            f'<path d="M{sign.x:.0f} {top:.0f}l{half:.0f} {half:.0f}l{-half:.0f} {half:.0f}l{-half:.0f} {-half:.0f}z" '
            f'fill="{PAPER}" stroke="{ACCENT}" stroke-width="2"/>'
        )
        yield from _words(("+" if node.shape == "split" else "×",), sign.x, sign.y, weight=600)
        return
    fill, dash = (CLOSED, ' stroke-width="3"') if node.shape == "final" else (PAPER, ' stroke-width="1.5"')
    for offset in (4, 0) if node.many else (0,):
        yield (
            f'<rect x="{left + offset:.0f}" y="{top - offset:.0f}" width="{sign.width:.0f}" '
            f'height="{sign.height:.0f}" rx="6" fill="{fill}" stroke="{INK}"{dash}/>'
        )


def _words(lines: Sequence[str], x: float, y: float, *, colour: str = INK, weight: int = 400) -> Iterator[str]:
    top = y - (len(lines) - 1) * LINE / 2 + SIZE * 0.36
    for number, line in enumerate(lines):
        yield (
            f'<text x="{x:.0f}" y="{top + number * LINE:.0f}" text-anchor="middle" fill="{colour}" '
            f'font-weight="{weight}">{escape(line)}</text>'
        )
