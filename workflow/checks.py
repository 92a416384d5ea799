"""Start-up checks: every fault of the definition of a dossier's life is found before it runs."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core import checks

from dossiers.lifecycle import CARRIED_STATES, CLOSED_STATES, DESKS, FINAL_STATES, POOL_STATES, Act
from dossiers.rules.registry import evaluators
from dossiers.vocabulary import Role, State
from workflow.judging import ACTS

START = State.DRAFT
# Acts by which a closed case is opened again or undone: process.md 'Final: … but for the acts above'.
ENDS = frozenset(str(state) for state in CLOSED_STATES)


@checks.register("lifecycle")
def check_lifecycle(**kwargs: Any) -> list[checks.CheckMessage]:
    """Django's entry: one error per fault."""
    return [checks.Error(fault, id="workflow.E001") for fault in faults(ACTS, answered=frozenset(evaluators()))]


def faults(acts: Mapping[str, Act], *, answered: frozenset[str]) -> list[str]:
    """Every fault of the table `acts`; `answered` are the needs that have an evaluator. Empty when all is well."""
    return [*_of_states(acts), *_of_acts(acts, answered), *_of_desks(acts)]


def _edges(acts: Mapping[str, Act]) -> set[tuple[str, str]]:
    return {(source, target) for act in acts.values() for source in act.sources for target in act.targets}


def _reach(start: set[str], edges: set[tuple[str, str]]) -> set[str]:
    found = set(start)
    while more := {target for source, target in edges if source in found} - found:
        found |= more
    return found


def _of_states(acts: Mapping[str, Act]) -> Iterator[str]:
    edges = _edges(acts)
    states = {str(state) for state in State}
    named = {state for edge in edges for state in edge}
    yield from (f"trạng thái '{state}' không có tên tiếng Việt" for state in sorted(named - states))
    yield from (f"không đến được trạng thái '{state}'" for state in sorted(states - _reach({str(START)}, edges)))
    backwards = {(target, source) for source, target in edges}
    ending = _reach(set(ENDS), backwards)
    yield from (f"hồ sơ bị kẹt ở trạng thái '{state}'" for state in sorted(states - ending))
    for state in FINAL_STATES:
        if any(source == state for source, _ in edges):
            yield f"trạng thái cuối '{state}' vẫn có lối ra"
    yield from (
        f"trạng thái '{state.value}' không có tên tiếng Việt" for state in State if not str(state.label).strip()
    )


def _of_acts(acts: Mapping[str, Act], answered: frozenset[str]) -> Iterator[str]:
    roles = {str(role) for role in Role}
    for act in acts.values():
        if not act.label.strip() or act.label == act.name:
            yield f"hành động '{act.name}' không có tên tiếng Việt"
        if not set(act.roles) & roles:
            yield f"không ai được thực hiện hành động '{act.name}'"
        yield from (f"hành động '{act.name}' nêu vai trò lạ '{role}'" for role in sorted(set(act.roles) - roles))
        for need in act.needs:
            if need not in answered:
                yield f"hành động '{act.name}' cần '{need}' nhưng không có nơi nào trả lời"
        if not act.sources or not act.targets:
            yield f"hành động '{act.name}' không nối hai trạng thái nào"


def _of_desks(acts: Mapping[str, Act]) -> Iterator[str]:
    for state in State:
        places = [state in POOL_STATES, state in CARRIED_STATES, state in CLOSED_STATES, state == START]
        if sum(places) != 1:
            yield f"trạng thái '{state.value}' phải là đúng một: chờ chung, đang trên một việc, đã kết thúc, bản nháp"
        if (state in DESKS) == (state in CLOSED_STATES):
            yield f"trạng thái '{state.value}': hồ sơ chưa kết thúc phải có nơi giữ, đã kết thúc thì không"
