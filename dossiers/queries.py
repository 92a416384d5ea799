"""Named selections of the papers. Each takes rows already narrowed to what the reader may see."""

from datetime import datetime

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from dossiers.lifecycle import CLOSED_STATES
from dossiers.models import Dossier, HandIn, MeetingVote, Nominee, Paper, Round, Season, Unit
from dossiers.vocabulary import HandInOrigin, NomineeKind, State


def for_list(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Dossiers with what a list shows, newest first; no further query per row."""
    return rows.select_related("award", "unit", "body", "desk_unit", "outside_body", "deciding_body").order_by("-pk")


def overdue(rows: QuerySet[Dossier], at: datetime) -> QuerySet[Dossier]:
    """Those whose term ended before `at` (aware); of a returned one that is the unit's own term. On hold none runs."""
    return rows.filter(due_at__lt=at).exclude(state__in=[State.ON_HOLD, *CLOSED_STATES])


def due_by(rows: QuerySet[Dossier], until: datetime) -> QuerySet[Dossier]:
    """Those whose running term ends, or has ended, before `until`: a dossier that its unit mends counts too."""
    return rows.filter(due_at__lt=until).exclude(state__in=[State.ON_HOLD, *CLOSED_STATES])


def is_overdue(dossier: Dossier, at: datetime) -> bool:
    """The same question about one dossier."""
    running = dossier.state not in (State.ON_HOLD, *CLOSED_STATES)
    return running and dossier.due_at is not None and dossier.due_at < at


def lines_of(rows: QuerySet[Dossier], hand_in: HandIn) -> QuerySet[Dossier]:
    """The lines of a hand-in in the order in which they were written."""
    wanted = rows.filter(hand_in=hand_in).select_related("award", "nominee", "unit", "season", "hand_in", "body")
    return wanted.select_related("award", "desk_unit", "outside_body", "deciding_body", "round").order_by("pk")


def open_of_the_occasion(hand_in: HandIn) -> QuerySet[Dossier]:
    """The unit's open dossiers of the season, round and theme of this hand-in, on whatever paper."""
    rows = Dossier.objects.filter(
        unit=hand_in.unit_id, season=hand_in.season_id, round=hand_in.round_id, theme=hand_in.theme
    )
    return rows.exclude(state__in=CLOSED_STATES).order_by("pk")


def with_content(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Dossiers with `has_content`: whether text, votes of the unit's meeting or papers would be lost with them."""
    papers = Exists(Paper.objects.filter(dossier=OuterRef("pk")))
    votes = Exists(MeetingVote.objects.filter(dossier=OuterRef("pk")))
    full = Case(When(~Q(achievement="") | papers | votes, then=Value(True)), default=Value(False))
    return rows.annotate(has_content=full)


def hand_ins_for_list(rows: QuerySet[HandIn]) -> QuerySet[HandIn]:
    """What units hand in, of every kind (not what a body sends upward), with the number of their lines and of those
    still draft."""
    own = rows.exclude(origin=HandInOrigin.LOWER_BODY)
    counted = own.annotate(
        line_count=Count("dossiers"), draft_count=Count("dossiers", filter=Q(dossiers__state=State.DRAFT))
    )
    return counted.select_related("unit", "to_body", "season", "round").order_by("-created_at", "-pk")


def nominees_of(unit: Unit) -> QuerySet[Nominee]:
    """Whom the unit can propose from its own list: the unit itself first, then people by name, then the rest."""
    order = {NomineeKind.UNIT: 0, NomineeKind.PERSON: 1, NomineeKind.COLLECTIVE: 2, NomineeKind.HOUSEHOLD: 3}
    place = Case(*(When(kind=kind, then=Value(n)) for kind, n in order.items()), output_field=IntegerField())
    return Nominee.objects.filter(unit=unit).order_by(place, "search_key", "pk")


def staff_of(unit: Unit) -> QuerySet[Nominee]:
    """The people of the unit itself."""
    return Nominee.objects.filter(unit=unit, kind=NomineeKind.PERSON, outside=False)


def open_seasons() -> QuerySet[Season]:
    """Years in which something can be prepared: not closed."""
    return Season.objects.filter(closed_at__isnull=True)


def rounds_of(seasons: QuerySet[Season]) -> QuerySet[Round]:
    """The rounds of these years, newest year first."""
    return Round.objects.filter(season__in=seasons).select_related("season").order_by("-season__year", "number")


def papers_on(hand_in: HandIn) -> QuerySet[Paper]:
    """Every paper of the hand-in and of its lines, current versions first within a type."""
    wanted = Q(hand_in=hand_in) | Q(dossier__hand_in=hand_in)
    rows = Paper.objects.filter(wanted).select_related("paper_type", "file", "uploaded_by")
    return rows.order_by("paper_type__position", "replaced", "-version", "-pk")
