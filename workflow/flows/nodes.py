"""Our nodes: a desk's task, a split over a list, a branch with words, an end that says why.

A task here is addressed to a desk or a seat, never to a person: `Task.owner` stays empty, it would go with the account.
Nobody opens it at an address of viewflow's; the door completes it when what it waits for has come about.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from viewflow.workflow import STATUS, Activation, Node
from viewflow.workflow.base import Edge
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import (
    End,
    EndActivation,
    Split,
    SplitActivation,
    StartHandle,
    Switch,
    View,
    ViewActivation,
)
from viewflow.workflow.nodes.start import StartHandleActivation

from dossiers.preparing import preparing_desk
from dossiers.vocabulary import Role
from workflow.flows.facts import Facts
from workflow.flows.models import Procedure

NO_LINES_LEFT = "không còn hồ sơ"
Place = Callable[[Procedure], tuple[str, int | None]]
Condition = Callable[[Facts], bool]


@dataclass
class Turn:
    """One settling of one procedure: what is known, at what instant, by whom; its open tasks; how it ended."""

    facts: Facts
    at: datetime
    by: int | None
    tasks: list[Task] = field(default_factory=list)
    outcome: str = ""

    def finished_task(self) -> Task | None:
        """An open task that waits for nothing any more."""
        return next((task for task in self.tasks if task.flow_task.is_done(self.facts, task)), None)

    def desk_task(self) -> Task | None:
        """The open task that lies on a desk."""
        return next((task for task in self.tasks if task.flow_task.place), None)

    def cancel(self, names: Iterable[str]) -> None:
        """Drop the open tasks of these nodes: nobody has to do them any more."""
        dropped = [task for task in self.tasks if task.flow_task.name in names]
        self.tasks = [task for task in self.tasks if task not in dropped]
        rows = Task._default_manager.filter(pk__in=[task.pk for task in dropped])
        if dropped:
            rows.update(status=STATUS.CANCELED, finished=self.at)


def turn_of(activation: Activation) -> Turn:
    """The settling in which the activation takes part."""
    return activation.process.__dict__["turn"]


def at_body(role: str) -> Place:
    """The desk of `role` at the body of the procedure."""
    return lambda procedure: (role, procedure.body_id)


def at_preparer(procedure: Procedure) -> tuple[str, int | None]:
    """Who mends: the office of the body that sent it up; else whoever prepared the tờ trình, mostly its unit's head."""
    if procedure.data.get("from_below"):
        return str(Role.OFFICE), procedure.unit_id
    if procedure.hand_in is None:
        return str(Role.UNIT_HEAD), procedure.unit_id
    return preparing_desk(procedure.hand_in)


class DeskActivation(ViewActivation):
    """A task that whoever moves the dossiers completes, without being assigned to it."""

    @classmethod
    def create(cls, *args: Any, **kwargs: Any) -> "DeskActivation":
        activation = super().create(*args, **kwargs)
        turn_of(activation).tasks.append(activation.task)
        return activation

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED], target=STATUS.DONE)
    def settle(self) -> None:
        """Complete the task; nobody is named where the lines were only taken away: then the system did it."""
        turn = turn_of(self)
        self.task.data = {**self.task.data, "by": None if turn.facts.vacated else turn.by}
        super().complete.original()
        turn.tasks.remove(self.task)
        turn.cancel(self.flow_task.cancels)


class Desk(View):
    """A person's task without an address of its own. `done` says when it is over, `place` on which desk it lies
    (None: it is addressed to the seat in its data, or to `who`, in words); completing it drops the open tasks named in
    `cancels`."""

    activation_class = DeskActivation

    def __init__(
        self, label: str, place: Place | None, *, done: Callable[[Facts, Task], bool], cancels: tuple[str, ...] = (),
        who: str = "",
    ) -> None:
        super().__init__(None)
        self.task_title = label
        self.place = place
        self.is_done = done
        self.cancels = cancels
        self.who = who


class SplitOverListActivation(SplitActivation):
    @Activation.status.super()
    def activate(self) -> None:
        for node, condition, source in self.flow_task._branches:
            if condition is None or condition(self):
                self.next_tasks.extend((node, data) for data in (source(self) if source else [None]))


class SplitOverList(Split):
    """Parallel ways; a way over a list opens one task for each of its items, which become the tasks' data."""

    activation_class = SplitOverListActivation

    def __init__(self, label: str) -> None:
        super().__init__()
        self.task_title = label

    def Each(self, node: Any, items: Callable[[Facts], Iterable[dict[str, Any]]]) -> "SplitOverList":
        """One task of `node` for each item."""
        self._activate_next.append((node, None, lambda activation: items(turn_of(activation).facts)))
        return self


class Branch(Switch):
    """One way out of several; each way has words for the diagram."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.task_title = question
        self._words: list[str] = []

    def When(self, words: str, node: Any, condition: Condition) -> "Branch":
        """Go to `node` if the facts say so."""
        self._words.append(words)
        return self.Case(node, lambda activation: condition(turn_of(activation).facts))

    def Otherwise(self, words: str, node: Any) -> "Branch":
        """Where to go if no condition held; it comes last."""
        self._words.append(words)
        return self.Default(node)

    def _outgoing(self) -> Iterator[Edge]:
        for edge, words in zip(super()._outgoing(), self._words, strict=True):
            yield Edge(src=edge.src, dst=edge.dst, edge_class=edge.edge_class, label=words)


class OutcomeActivation(EndActivation):
    @Activation.status.super()
    def activate(self) -> None:
        turn = turn_of(self)
        turn.outcome = self.flow_task.outcome
        turn.cancel({task.flow_task.name for task in turn.tasks})


class Outcome(End):
    """The end of a procedure, with its reason in plain words."""

    activation_class = OutcomeActivation

    def __init__(self, outcome: str) -> None:
        super().__init__()
        self.task_title = self.outcome = outcome


class OpeningActivation(StartHandleActivation):
    @Activation.status.transition(source=STATUS.NEW)
    def execute(self) -> None:
        # Nobody else sees the row before the commit: there is nothing to lock yet.
        self.process.save()
        self.complete()
        self.activate_next()


class Opening(StartHandle):
    """A procedure begins here, opened by an act."""

    activation_class = OpeningActivation

    def __init__(self, label: str) -> None:
        super().__init__()
        self.task_title = label

    def open(self, turn: Turn, **fields: Any) -> Procedure:
        """The new procedure with its first tasks; `fields` are columns of `Procedure`."""
        activation = self.activation_class.create(self, None, None)
        procedure = activation.process
        procedure.__dict__["turn"] = turn
        for name, value in fields.items():
            setattr(procedure, name, value)
        stand(procedure, self._next, turn)
        activation.execute()
        return procedure


def stand(procedure: Procedure, desk: Desk | None, turn: Turn) -> None:
    """Set the columns by which people find the procedure, in memory; None: it has ended. A claim ends with its task."""
    name = desk.name if desk else ""
    role, unit_id = desk.place(procedure) if desk else ("", None)
    if (name, str(role), unit_id) != (procedure.node, procedure.desk_role, procedure.desk_unit_id):
        procedure.node, procedure.desk_role, procedure.desk_unit_id = name, str(role), unit_id
        procedure.since, procedure.claimed_by_id, procedure.claimed_at = turn.at, None, None
    procedure.due_at = turn.facts.due_at if desk else None


def advance(procedure: Procedure) -> None:
    """Complete what is done and follow the flow's edges, until every open task waits for something."""
    turn: Turn = procedure.__dict__["turn"]
    while task := turn.finished_task():
        activation = task.flow_task.activation_class(task)
        activation.settle()
        activation.activate_next()


def label_of(node: Node | None) -> str:
    """The words of a node for the screen."""
    return str(node.task_title) if node is not None else ""
