"""What is drawn: the life of a dossier, and each procedure, as nodes and ways with words. No query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossiers.lifecycle import CLOSED_STATES, DESKS, Act
from dossiers.vocabulary import Role, State
from workflow.diagrams import layout
from workflow.diagrams.layout import Layout
from workflow.drawing import ASIDE
from workflow.flows.drawing import Drawing

LETTER, LINE = 6.9, 16.0  # width of an average letter and height of a line, in pixels, of the letters drawn
LONGEST = {"task": 19, "way": 17, "event": 14}
EVENT, GATEWAY = 36.0, 46.0


@dataclass(frozen=True)
class Drawn:
    """A node as drawn. `shape`: state, final, start, task, branch, split or end; `note`: who does it; `many`: one per
    member."""

    name: str
    lines: tuple[str, ...]
    shape: str
    note: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True)
class Joined:
    """A way as drawn, with its words broken into lines."""

    source: str
    target: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Diagram:
    """A whole diagram with its places; `text`: what it shows, for who does not see it; `down`: from top to bottom."""

    title: str
    text: str
    nodes: tuple[Drawn, ...]
    ways: tuple[Joined, ...]
    places: Layout
    down: bool


def life(acts: Mapping[str, Act]) -> Diagram:
    """The states of a dossier and the acts between them, from top to bottom. Withdrawing, holding and their like, which
    would cross everything, are left to the table."""
    labels: dict[tuple[str, str], list[str]] = {}
    for act in acts.values():
        pairs = [(s, t) for s in act.sources for t in act.targets if s != t and act.name not in ASIDE]
        for pair in pairs:
            labels.setdefault(pair, []).append(act.label)
    joined = {name for pair in labels for name in pair}
    nodes = [_state(State(state)) for state in State if state in joined]
    ways = [Joined(s, t, wrapped(" / ".join(words), LONGEST["way"])) for (s, t), words in labels.items()]
    text = "Sơ đồ các trạng thái của hồ sơ và việc chuyển từ trạng thái này sang trạng thái khác; bảng bên dưới nêu đủ."
    return _placed("Vòng đời của hồ sơ", text, nodes, ways, down=True)


def procedure(drawing: Drawing) -> Diagram:
    """A procedure from left to right, as its flow has it."""
    by_name = {node.name: node for node in drawing.nodes}
    nodes = [
        Drawn(
            node.name, wrapped(_called(node.label, node.shape), LONGEST.get(node.shape, LONGEST["event"])), node.shape,
            wrapped(node.desk, LONGEST["task"]) if node.desk else (), node.many,
        )
        for node in (by_name[name] for name in unfolded(drawing))
    ]
    ways = [Joined(edge.source, edge.target, wrapped(edge.label, LONGEST["way"])) for edge in drawing.edges]
    text = f"Sơ đồ thủ tục “{drawing.title}”; danh sách các bước bên dưới nêu đủ."
    return _placed(drawing.title, text, nodes, ways, down=False)


def unfolded(drawing: Drawing) -> list[str]:
    """The nodes in an order in which only ways of a loop lead back."""
    after: dict[str, list[str]] = {node.name: [] for node in drawing.nodes}
    for edge in drawing.edges:
        after[edge.source].append(edge.target)
    done: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name not in seen:
            seen.add(name)
            for target in reversed(after[name]):
                visit(target)
            done.append(name)

    for node in drawing.nodes:
        if node.shape == "start":
            visit(node.name)
    return done[::-1]


def wrapped(text: str, longest: int) -> tuple[str, ...]:
    """Lines of at most `longest` letters, broken at spaces; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= longest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _called(label: str, shape: str) -> str:
    return label[:1].upper() + label[1:] if shape == "end" else label


def _state(state: State) -> Drawn:
    shape = "final" if state in CLOSED_STATES else "state"
    note = wrapped(str(Role(DESKS[state][0]).label), 24) if state in DESKS else ()
    return Drawn(state.value, wrapped(str(state.label), 24), shape, note)


def _placed(title: str, text: str, nodes: Sequence[Drawn], ways: Sequence[Joined], *, down: bool) -> Diagram:
    rooms = [layout.Node(node.name, *_room(node)) for node in nodes]
    words = [layout.Way(way.source, way.target, *_size(way.lines)) for way in ways]
    return Diagram(title, text, tuple(nodes), tuple(ways), layout.place(rooms, words, down=down), down)


def _size(lines: Sequence[str]) -> tuple[float, float]:
    return (max(len(line) for line in lines) * LETTER + 6, len(lines) * LINE) if lines else (0, 0)


def _room(node: Drawn) -> tuple[float, float]:
    """The room a node needs: a box its words, an event or a gateway its sign with the words under it."""
    width, height = _size((*node.lines, *node.note))
    if node.shape in ("state", "final", "task"):
        return max(width + 20, 120.0), max(height + 18, 48.0)
    sign = GATEWAY if node.shape in ("branch", "split") else EVENT
    return max(width, sign), sign + 2 * (height + 4)
