"""Every table of the procedures, gathered for Django."""

from workflow.alarms.models import Alarm, Firing, Rung
from workflow.calendar_models import CalendarYear, DayOverride
from workflow.consultation.models import Addressee, Answer, Consultation, ConsultationItem
from workflow.council.models import AgendaItem, Ballot, Council, Recusal, Seat, Session
from workflow.decisions.models import Decision, DecisionItem
from workflow.duties.models import Duty
from workflow.enquiry.models import Enquiry, EnquiryLine
from workflow.flows.models import Correction, CorrectionItem, Line, Procedure
from workflow.follow_models import Follow
from workflow.invitations.models import Invitation
from workflow.jobs.models import Job
from workflow.journal_models import Batch, Beat, Entry, Unannounced
from workflow.posting.models import Posting, PostingComment, PostingLine
from workflow.term_models import StepTerm

__all__ = [
    "Addressee", "AgendaItem", "Alarm", "Answer", "Ballot", "Batch", "Beat", "CalendarYear", "Consultation",
    "ConsultationItem", "Correction", "CorrectionItem", "Council", "DayOverride", "Decision", "DecisionItem", "Duty",
    "Enquiry", "EnquiryLine", "Entry", "Firing", "Follow", "Invitation", "Job", "Line", "Posting", "PostingComment",
    "PostingLine", "Procedure", "Recusal", "Rung", "Seat", "Session", "StepTerm", "Unannounced",
]
