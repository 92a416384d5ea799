"""The process table, the diagram and the matrix, generated from the lifecycle; the README shows what these print."""

from collections.abc import Iterable, Mapping, Sequence

from dossiers.lifecycle import CLOSED_STATES, DESKS, FINAL_STATES, Act
from dossiers.vocabulary import Role, State

BEGIN, END = "<!-- lifecycle:{}:begin -->", "<!-- lifecycle:{}:end -->"
# Left out of the picture, where they would cross everything; the table has them.
ASIDE = ("withdraw", "hold", "release", "reopen_appraisal", "reconsider")


def state_rows() -> list[tuple[str, str, str, str]]:
    """(code, Vietnamese name, who holds it, 'kết thúc' where it ends) of every state."""
    return [
        (state.value, state.label, Role(DESKS[state][0]).label if state in DESKS else "–", _ending(state))
        for state in State
    ]


def _ending(state: str) -> str:
    if state in FINAL_STATES:
        return "kết thúc hẳn"
    return "kết thúc" if state in CLOSED_STATES else ""


def act_rows(acts: Mapping[str, Act]) -> list[tuple[str, str, str, str, str, str]]:
    """(code, Vietnamese name, from, to, by, needs) of every act."""
    return [
        (
            act.name, act.label, ", ".join(act.sources), ", ".join(act.targets), ", ".join(str(r) for r in act.roles),
            ", ".join(act.needs),
        )
        for act in acts.values()
    ]


def mermaid(acts: Mapping[str, Act]) -> str:
    """The state diagram in Mermaid with Vietnamese names; withdrawing, holding and their like are left to the table."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [f'    state "{state.label}" as {state.value}' for state in State]
    for act in acts.values():
        if act.name not in ASIDE:
            lines += [
                f"    {source} --> {target}: {act.label}" for source in act.sources for target in act.targets
                if source != target
            ]
    lines += [f"    {state.value} --> [*]" for state in State if state in CLOSED_STATES]
    return "\n".join(lines)


def matrix(acts: Mapping[str, Act]) -> str:
    """State × act as Markdown; a cell names the roles that may do the act from that state."""
    header = ["Trạng thái", "Hành động và người thực hiện"]
    rows = []
    for state in State:
        legal = [act for act in acts.values() if state in act.sources]
        cell = "; ".join(f"**{act.label}**: {', '.join(Role(role).label for role in act.roles)}" for act in legal)
        rows.append([state.label, cell or "–"])
    return table(header, rows)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(header)} |", f"|{'|'.join(' --- ' for _ in header)}|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def sections(acts: Mapping[str, Act]) -> dict[str, str]:
    """What stands between the marks of the README, by name."""
    return {"diagram": f"```mermaid\n{mermaid(acts)}\n```", "matrix": matrix(acts)}


def refreshed(text: str, acts: Mapping[str, Act]) -> str:
    """The text of the README with every generated section anew. Raises ValueError if a mark is missing."""
    for name, content in sections(acts).items():
        begin, end = BEGIN.format(name), END.format(name)
        head, found, rest = text.partition(begin)
        _, closed, tail = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"README thiếu dấu {begin} … {end}")
        text = f"{head}{begin}\n{content}\n{end}{tail}"
    return text
