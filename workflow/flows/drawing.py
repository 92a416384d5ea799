"""The flows as plain values: nodes and ways with their words, for diagrams and the page of the process."""

from collections.abc import Iterator
from dataclasses import dataclass

from viewflow.workflow import Node

from dossiers.vocabulary import Role
from workflow.flows.carriage import FLOWS
from workflow.flows.models import Procedure, ProcedureKind
from workflow.flows.nodes import Branch, Desk, Opening, Outcome, SplitOverList, label_of

SHAPES: dict[type[Node], str] = {
    Opening: "start", Desk: "task", Branch: "branch", SplitOverList: "split", Outcome: "end",
}


@dataclass(frozen=True)
class DrawnNode:
    """A node: `shape` is start, task, branch, split or end; `desk` names who does a task; `many`: one per member."""

    name: str
    label: str
    shape: str
    desk: str = ""
    many: bool = False


@dataclass(frozen=True)
class DrawnEdge:
    """A way from node to node, with words where there are several."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class Drawing:
    """One flow: its kind (`ProcedureKind`), its title, its nodes and ways, starts first."""

    kind: str
    title: str
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


def drawings() -> list[Drawing]:
    """Every flow, in the order of `ProcedureKind`; no query."""
    return [_draw(kind) for kind in ProcedureKind if kind in FLOWS]


def _draw(kind: ProcedureKind) -> Drawing:
    flow = FLOWS[kind]
    ordered = _from_the_start(list(flow.instance.nodes()))
    return Drawing(
        kind=str(kind),
        title=str(flow.process_title),
        nodes=tuple(_node(node) for node in ordered),
        edges=tuple(
            DrawnEdge(edge.src.name, edge.dst.name, edge.label or "") for node in ordered for edge in node._outgoing()
        ),
    )


def _from_the_start(nodes: list[Node]) -> list[Node]:
    """The nodes in the order in which a procedure reaches them."""
    waiting = [node for node in nodes if isinstance(node, Opening)]
    ordered: dict[str, Node] = {}
    while waiting:
        node = waiting.pop(0)
        if node.name not in ordered:
            ordered[node.name] = node
            waiting.extend(edge.dst for edge in node._outgoing())
    return list(ordered.values())


def _node(node: Node) -> DrawnNode:
    seat = isinstance(node, Desk) and node.place is None
    return DrawnNode(
        name=node.name, label=label_of(node), shape=SHAPES[type(node)], desk="".join(_desk(node)), many=seat
    )


def _desk(node: Node) -> Iterator[str]:
    if isinstance(node, Desk):
        # A procedure of no body in particular: only the role of the desk is asked.
        role = node.place(Procedure())[0] if node.place else Role.MEMBER
        yield node.who or Role(role).label
