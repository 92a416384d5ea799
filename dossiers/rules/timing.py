"""Family timing: an act that belongs to a year happens while the year is open."""

from django.db.models import prefetch_related_objects

from dossiers.models import Season
from dossiers.rules.mending import page
from dossiers.rules.objection import Objection
from dossiers.rules.registry import Answers, Question, need
from dossiers.vocabulary import Family


@need("season_open")
def season_open(question: Question) -> Answers:
    """Whether the season of each dossier is opened and not yet closed. Never waived."""
    dossiers = list(question.dossiers)
    prefetch_related_objects(dossiers, "season")
    return {dossier.pk: [not_open(dossier.season)] for dossier in dossiers if not dossier.season.is_open}


def not_open(season: Season) -> Objection:
    """The objection of family timing against sending in a year that is not open."""
    told = "chưa mở" if season.opened_at is None else "đã đóng"
    return Objection(
        Family.TIMING, f"{season.title} {told}.", mend="Người quản trị mở năm thi đua",
        mend_url=page("dossiers:season", season.pk), waivable=False,
    )
