"""The unit's meeting: what its minutes may say, who records it, until when."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from dossiers.models import Meeting, MeetingVote
from tests.factories import make_draft, make_user

pytestmark = pytest.mark.django_db

HELD = datetime(2026, 11, 12, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def test_no_more_people_are_present_than_there_are():
    about = {"chair": "Trần Văn A", "secretary": "Lê Thị B", "held_at": HELD, "recorded_at": HELD}
    draft, clerk = make_draft(), make_user()
    for total, present in ((5, 6), (5, 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.create(hand_in=draft.hand_in, total=total, present=present, recorded_by=clerk, **about)
    meeting = Meeting.objects.create(hand_in=draft.hand_in, total=5, present=4, recorded_by=clerk, **about)
    vote = MeetingVote.objects.create(meeting=meeting, dossier=draft, yes=2, no=1)
    assert (meeting.absent, vote.abstained, str(vote)) == (1, 1, f"{draft.pk}: 2/4")
