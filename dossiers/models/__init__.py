"""The papers, one room a subject."""

from dossiers.models.catalogue import (
    Authority,
    Award,
    AwardVersion,
    LegalFigure,
    OwnLineRule,
    PaperType,
    ReasonText,
    RequiredPaper,
    RouteStep,
    Source,
)
from dossiers.models.documents import DocumentTemplate
from dossiers.models.dossier import Dossier, Nominee, RestrictedReason
from dossiers.models.handin import HandIn
from dossiers.models.meeting import Meeting, MeetingVote
from dossiers.models.note import Note
from dossiers.models.organisation import Unit, UnitName, UnitRelation
from dossiers.models.papercheck import PaperCheck
from dossiers.models.papers import Paper, StoredFile
from dossiers.models.people import Absence, Delegation, Post, User
from dossiers.models.register import CodePattern, Counter, RegisterEntry
from dossiers.models.saved import SavedFilter
from dossiers.models.season import Round, Season

__all__ = [
    "Absence", "Authority", "Award", "AwardVersion", "CodePattern", "Counter", "Delegation", "DocumentTemplate",
    "Dossier", "HandIn", "LegalFigure", "Meeting", "MeetingVote", "Nominee", "Note", "OwnLineRule", "Paper",
    "PaperCheck", "PaperType", "Post", "ReasonText", "RegisterEntry", "RequiredPaper", "RestrictedReason", "Round",
    "RouteStep", "SavedFilter", "Season", "Source", "StoredFile", "Unit", "UnitName", "UnitRelation", "User",
]
