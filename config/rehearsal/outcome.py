"""What the season came to, asked of the application's own rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from config.rehearsal.company import Cast
from config.rehearsal.scenario import Figures
from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier, HandIn
from dossiers.vocabulary import NomineeKind, State
from workflow.decisions.models import DecisionStatus
from workflow.journal_models import SubjectKind
from workflow.models import AgendaItem, DecisionItem, Entry

Table = dict[tuple[str, str], tuple[int, int]]
OUT = (DecisionStatus.ISSUED, DecisionStatus.RECORDED)


def figures(cast: Cast, beyond: Mapping[int, str]) -> Figures:
    """The figures of the season of `cast`, under the scenario's codes.

    `beyond`: dossier pk → the body outside where the scenario leaves it. The application knows only the first body
    outside, to which it sent the papers; how far they went from there is nothing it is told.
    """
    dossiers = Dossier.objects.filter(season=cast.season)
    acts = _acts(cast)
    return Figures(
        granted=_granted(dossiers, cast), pending=_pending(dossiers, cast, beyond),
        refused=dossiers.filter(state__in=[State.REFUSED, State.INELIGIBLE]).count(),
        withdrawn=dossiers.filter(state=State.WITHDRAWN).count(),
        revoked=dossiers.filter(state=State.REVOKED).count(), returns=acts.get("return_for_correction", 0), acts=acts,
    )


def _granted(dossiers: QuerySet[Dossier], cast: Cast) -> Table:
    """Granted by a paper that is out: issued here, or recorded as issued outside."""
    out = DecisionItem.objects.filter(dossier=OuterRef("pk"), live=True, decision__status__in=OUT)
    granted = dossiers.filter(Exists(out), state=State.GRANTED).order_by()
    counted = granted.values_list("deciding_body__code", "award__code", "nominee__kind").annotate(number=Count("pk"))
    return _table(counted, cast)


def _pending(dossiers: QuerySet[Dossier], cast: Cast, beyond: Mapping[int, str]) -> Table:
    """Sent and not closed, by the body where it stands; papers outside stand with the body outside."""
    under_way = dossiers.exclude(state__in=[State.DRAFT, *CLOSED_STATES])
    places = "pk", "body__code", "outside_body__code", "award__code", "nominee__kind"
    rows = under_way.order_by().values_list(*places)
    return _table(
        (((outside and beyond.get(pk)) or outside or body, award, kind, 1) for pk, body, outside, award, kind in rows),
        cast,
    )


def _table(rows: Iterable[tuple[str, str, str, int]], cast: Cast) -> Table:
    """The table of rows of body, award, kind of nominee and number."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for body, award, kind, number in rows:
        found[body.removeprefix(cast.prefix), award][kind == NomineeKind.PERSON] += number
    ordered = sorted(found, key=lambda place: _rank(cast, place))
    return {place: (found[place][0], found[place][1]) for place in ordered}


def _rank(cast: Cast, place: tuple[str, str]) -> tuple[int, int, str]:
    """Bodies in the order of the file, awards in the order of the screens."""
    body, award = place
    return list(cast.bodies).index(body), cast.awards[award].position, award


def entries(cast: Cast) -> QuerySet[Entry]:
    """The journal of the season: its dossiers', and that of the sessions and papers on which they lay."""
    season = cast.season
    sessions = AgendaItem.objects.filter(dossier__season=season).values("session")
    papers = DecisionItem.objects.filter(dossier__season=season).values("decision")
    return Entry.objects.filter(
        Q(dossier__season=season)
        | Q(subject_kind=SubjectKind.SEASON, subject_id=season.pk)
        | Q(subject_kind=SubjectKind.HAND_IN, subject_id__in=HandIn.objects.filter(season=season).values("pk"))
        | Q(subject_kind=SubjectKind.SESSION, subject_id__in=sessions)
        | Q(subject_kind=SubjectKind.DECISION, subject_id__in=papers)
    )


def _acts(cast: Cast) -> dict[str, int]:
    return dict(entries(cast).order_by("act").values_list("act").annotate(Count("pk")))
