"""What the office of the sample year enters itself: a tờ trình that came on paper, to be compared, and a proposal for
the office as a collective."""

from config.rehearsal import sample
from config.rehearsal.papers import file_of, name_of
from config.rehearsal.stage import Stage
from dossiers import drafting
from dossiers.catalogue import DEFAULT_PAPERS
from dossiers.drafting import NewLine
from dossiers.grid import offered_places
from dossiers.models import Award, Dossier, HandIn, PaperType, Unit, User
from dossiers.nominees import person_nominees, unit_nominee
from dossiers.rules.papers import missing_papers
from dossiers.vocabulary import Carrier, HandInOrigin, NeededBefore, ProcedureType, SimplifiedGround, Subject
from workflow import calendar, entering

PEOPLE = 3
WAY = 4  # working days from the stamp of receipt to the day on which it is entered


def enter(stage: Stage) -> None:
    """One tờ trình waits for its second person, one proposal for the head of the office."""
    body = stage.cast.bodies[sample.BODY]
    unit = list(stage.cast.units.values())[-1]
    clerk = User.objects.get(username="vanphong")
    _from_paper(stage, body, unit, clerk)
    _own(stage, body, clerk)


def _from_paper(stage: Stage, body: Unit, unit: Unit, clerk: User) -> None:
    with stage.moment() as now:
        came = calendar.local_day(calendar.add_working_days(now, -WAY))
        sheet = drafting.create_hand_in(
            unit=unit, season=stage.cast.season, actor=clerk, origin=HandInOrigin.PAPER, to_body=body,
            number=f"27/TTr-{unit.symbol}", dated=came, received_on=came,
        )
        people = person_nominees([next(stage.cast.names) for _ in range(PEOPLE)], unit)
        award = _award(unit, body, Subject.INDIVIDUAL)
        rows = drafting.add_lines(sheet, [NewLine(person, award, body) for person in people], actor=clerk)
        _attach(stage, sheet, rows, clerk)
    with stage.moment():
        entering.ask_check(sheet, actor=clerk)


def _attach(stage: Stage, sheet: HandIn, rows: list[Dossier], clerk: User) -> None:
    """The scan of the tờ trình, and whatever else the rules ask for before it is sent."""
    scan = PaperType.objects.get(code=DEFAULT_PAPERS[0])
    needs = missing_papers(rows, NeededBefore.SUBMIT, calendar.local_day(stage.now))
    kinds = {need.paper_type: need.carrier for found in needs.values() for need in found if not need.condition}
    for kind, carrier in ({scan: Carrier.HAND_IN} | kinds).items():
        for line in [None] if carrier == Carrier.HAND_IN else rows:
            drafting.add_paper(
                file_of(stage, kind), name=name_of(kind), paper_type=kind, actor=clerk, hand_in=sheet, dossier=line
            )


def _own(stage: Stage, body: Unit, clerk: User) -> None:
    with stage.moment():
        sheet = drafting.create_hand_in(
            unit=body, season=stage.cast.season, actor=clerk, origin=HandInOrigin.OFFICE, to_body=body,
            procedure=ProcedureType.SIMPLIFIED, ground=SimplifiedGround.FOUND,
        )
        award = _award(body, body, Subject.COLLECTIVE)
        drafting.add_lines(sheet, [NewLine(unit_nominee(body), award, body)], actor=clerk)


def _award(unit: Unit, body: Unit, subject: str) -> Award:
    """The last award in the order of screens that this body decides for that kind of subject."""
    kinds = (subject, Subject.BOTH)
    return [award for award, decider in offered_places(unit).values() if decider == body and award.subject in kinds][-1]
