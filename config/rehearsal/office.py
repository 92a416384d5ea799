"""The office's part at one body: reception, requests to mend, holds, appraisal, what is not eligible."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from config.rehearsal import handing_in, papers
from config.rehearsal.stage import Case, Stage, actor_for_line, dossiers
from config.rehearsal.words import HELD_BECAUSE, HELD_PUBLICLY, INELIGIBLE, OPINION, RETURN
from dossiers.models import User
from dossiers.vocabulary import NeededBefore
from workflow import engine
from workflow.flows import carriage

Work = Callable[[Sequence[Case]], object]


def receive(stage: Stage, body: str) -> None:
    """Every hand-in that waits is received whole."""
    _each_paper(stage, "receive", body, lambda cases: _act(stage, body, "receive", cases))


def appraise(stage: Stage, body: str) -> None:
    """From reception to the pool of the council: mending, holds, withdrawals, what is not eligible, clearing."""
    _each_paper(stage, "return_for_correction", body, lambda cases: ask_to_mend(stage, body, cases))
    stage.sleep_on(body, "resubmit")
    _each_paper(stage, "resubmit", body, lambda cases: handing_in.mend(stage, cases))
    _each_paper(stage, "hold", body, lambda cases: hold(stage, body, cases))
    stage.sleep_on(body, "release")
    stage.do(stage.due("release", body), lambda cases: _act(stage, body, "release", cases))
    _each_unit(stage, "withdraw", body, lambda cases: handing_in.withdraw(stage, cases))
    _each_paper(stage, "propose_ineligible", body, lambda cases: propose_ineligible(stage, body, cases))
    _each_paper(stage, "declare_ineligible", body, lambda cases: declare_ineligible(stage, body, cases))
    _each_paper(stage, "clear", body, lambda cases: clear(stage, body, cases))


def ask_to_mend(stage: Stage, body: str, cases: Sequence[Case]) -> None:
    engine.perform(
        "return_for_correction", dossiers(cases), actor=_clerk_of_office(stage, body, cases), reason=RETURN,
        fields=["achievement"], papers=["BC_THANH_TICH"],
    )


def hold(stage: Stage, body: str, cases: Sequence[Case]) -> None:
    engine.perform(
        "hold", dossiers(cases), actor=_clerk_of_office(stage, body, cases), reason=HELD_BECAUSE,
        public_line=HELD_PUBLICLY, restricted=HELD_BECAUSE,
    )


def propose_ineligible(stage: Stage, body: str, cases: Sequence[Case]) -> None:
    actor = _clerk_of_office(stage, body, cases)
    engine.perform("propose_ineligible", dossiers(cases), actor=actor, reason=INELIGIBLE)


def declare_ineligible(stage: Stage, body: str, cases: Sequence[Case]) -> None:
    actor = stage.officers(body).office_head
    engine.perform("declare_ineligible", dossiers(cases), actor=actor, reason=INELIGIBLE)


def clear(stage: Stage, body: str, cases: Sequence[Case]) -> None:
    actor = _clerk_of_office(stage, body, cases)
    papers.provide(stage, cases, NeededBefore.TABLE, actor=actor)
    engine.perform("clear", dossiers(cases), actor=actor, opinion=OPINION)


def _act(stage: Stage, body: str, act: str, cases: Sequence[Case]) -> None:
    engine.perform(act, dossiers(cases), actor=_clerk_of_office(stage, body, cases))


def _clerk_of_office(stage: Stage, body: str, cases: Sequence[Case]) -> User:
    return actor_for_line(stage.officers(body).appraisers, cases[0])


def _each_paper(stage: Stage, act: str, body: str, work: Work) -> None:
    """Do `work` with the cases due, procedure by procedure, as they lie on the desk."""
    due = stage.due(act, body)
    carriers = carriage.carriers_of(dossiers(due)) if due else {}
    sheets: dict[int, list[Case]] = defaultdict(list)
    for case in due:
        sheets[carriers[case.pk].pk if case.pk in carriers else 0].append(case)
    for listed in sheets.values():
        stage.do(listed, work)


def _each_unit(stage: Stage, act: str, body: str, work: Work) -> None:
    by_unit: dict[str, list[Case]] = defaultdict(list)
    for case in stage.due(act, body):
        by_unit[case.unit].append(case)
    for listed in by_unit.values():
        stage.do(listed, work)
