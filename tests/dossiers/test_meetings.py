"""The unit's meeting: what its minutes may say, who records it, until when, and what a failed line needs."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from dossiers import clock, drafting, meetings
from dossiers.meetings import Minutes, Vote
from dossiers.models import LegalFigure, Meeting, MeetingVote
from dossiers.rules.objection import Refused
from tests.dossiers.rules.asking import ask
from tests.factories import LONG_AGO, make_draft
from tests.world import World, do, drafts, make_world
from workflow import engine

pytestmark = pytest.mark.django_db

HELD = datetime(2026, 11, 12, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture(autouse=True)
def after_the_meeting():
    with clock.set_to(HELD + timedelta(days=1)):
        yield


@pytest.fixture
def world() -> World:
    return make_world()


def minutes(**changes) -> Minutes:
    about = {"held_at": HELD, "chair": "Trần Văn A", "secretary": "Lê Thị B", "total": 5, "present": 5}
    return Minutes(**(about | changes))


def record(world, lines, *votes, by=None, **changes) -> Meeting:
    cast = {line.pk: vote for line, vote in zip(lines, votes, strict=False)}
    return meetings.record(lines[0].hand_in, minutes(**changes), cast, actor=by or world.drafter)


def refused(world, lines, *votes, by=None, **changes) -> Refused:
    with pytest.raises(Refused) as caught:
        record(world, lines, *votes, by=by, **changes)
    return caught.value


def test_no_more_people_are_present_than_there_are(world):
    draft = drafts(world)[0]
    about = {"chair": "Trần Văn A", "secretary": "Lê Thị B", "held_at": HELD, "recorded_at": HELD}
    for total, present in ((5, 6), (5, 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.create(
                hand_in=draft.hand_in, total=total, present=present, recorded_by=world.drafter, **about
            )
    meeting = record(world, [draft], Vote(2, 1), present=4)
    vote = MeetingVote.objects.get()
    assert (meeting.absent, vote.abstained, str(vote)) == (1, 1, f"{draft.pk}: 2/4")


def test_a_meeting_is_recorded_once_and_corrected_until_it_is_sent(world):
    lines = drafts(world, 3)
    record(world, lines, Vote(5), Vote(3, 2, "Có ý kiến"), Vote(4, 1))
    record(world, lines, Vote(4, 1), None, present=5, place="Phòng họp")
    found = {pk: (each.vote.yes, each.vote.no) for pk, each in meetings.outcomes(lines).items()}
    assert found == {lines[0].pk: (4, 1), lines[2].pk: (4, 1)}
    assert Meeting.objects.get().place == "Phòng họp"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"present": 6}, "Số người có mặt (6) phải từ 1 đến tổng số người của đơn vị (5)."),
        ({"present": 0}, "Số người có mặt (0) phải từ 1 đến tổng số người của đơn vị (5)."),
        ({"held_at": HELD + timedelta(days=3)}, "Cuộc họp chưa diễn ra; ghi kết quả sau khi họp."),
    ],
)
def test_minutes_that_cannot_be_are_refused_in_words(world, changes, words):
    lines = drafts(world)
    assert str(refused(world, lines, Vote(3), **changes)) == words
    assert Meeting.objects.count() == 0


def test_more_votes_than_people_are_refused_at_their_line(world):
    lines = drafts(world, 2)
    refusal = refused(world, lines, Vote(5), Vote(4, 2))
    assert {pk: [one.text for one in listed] for pk, listed in refusal.by_dossier.items()} == {
        lines[1].pk: ["Tổng số phiếu (4 + 2 = 6) nhiều hơn số người có mặt (5)."]
    }
    assert (Meeting.objects.count(), MeetingVote.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", ["other_head", "appraiser", "clerk"])
def test_only_the_unit_records_its_meeting(world, who):
    from tests.factories import make_holder

    person = make_holder("unit_head", world.other_unit) if who == "other_head" else getattr(world, who)
    assert refused(world, drafts(world), Vote(5), by=person).families == {"role"}


def test_what_was_sent_stands_and_only_the_lines_left_behind_are_mended(world):
    sent, left = drafts(world, 2)
    record(world, [sent, left], Vote(5), Vote(2, 3))
    do(world, "submit", [sent])
    assert refused(world, [sent], Vote(4)).families == {"state"}
    record(world, [left], Vote(2, 3, "Thành tích đột xuất"), chair="Người khác", present=3)
    assert (Meeting.objects.get().chair, Meeting.objects.get().present) == ("Trần Văn A", 5)
    do(world, "submit", [left])
    assert refused(world, [left], Vote(5)).families == {"state"}


def test_a_line_without_a_majority_of_those_present_is_not_sent_without_a_reason(world):
    good, failed = drafts(world, 2)
    record(world, [good, failed], Vote(3, 1), Vote(2, 1), present=4)
    with pytest.raises(Refused) as caught:
        engine.perform("submit", [good, failed], actor=world.head)
    (objection,) = caught.value.by_dossier[failed.pk]
    assert list(caught.value.by_dossier) == [failed.pk]
    assert (objection.family, objection.text) == (
        "standard",
        "Họp bình xét không đạt (2/4 người có mặt đồng ý; cần quá 1/2 số người có mặt, quy ước mặc định, cơ quan chưa "
        "quy định) mà chưa ghi lý do vẫn đề nghị.",
    )
    record(world, [failed], Vote(2, 1, "Thành tích nổi bật, lãnh đạo đề nghị"), present=4)
    assert {row.state for row in do(world, "submit", [good, failed])} == {"submitted"}


def test_the_reason_is_asked_for_even_where_the_year_leaves_standards_to_the_office(world):
    world.season.waived = ["standard"]
    world.season.save()
    lines = drafts(world)
    record(world, lines, Vote(1))
    with pytest.raises(Refused) as caught:
        engine.perform("submit", lines, actor=world.head)
    assert caught.value.families == {"standard"}


def test_a_line_without_a_recorded_vote_has_not_failed(world):
    voted, silent = drafts(world, 2)
    record(world, [voted], Vote(5))
    assert ask("unit_meeting", voted, silent, make_draft()) == []


@pytest.mark.parametrize(
    ("value", "yes", "passed", "words"),
    [
        ({"threshold_pct": 67, "strict": False, "denominator": "total_members"}, 3, False, "từ 67% tổng số người"),
        ({"threshold_pct": 67, "strict": False, "denominator": "total_members"}, 4, True, "từ 67% tổng số người"),
        ({"threshold_pct": 50, "strict": True, "denominator": "valid"}, 2, True, "quá 1/2 số phiếu"),
    ],
)
def test_the_office_may_set_another_bar(world, value, yes, passed, words):
    LegalFigure.objects.create(
        kind="vote_rule", code="unit_meeting", value=value, valid_from=LONG_AGO, evidence="L",
        citation="Quy chế thi đua của Sở",
    )
    lines = drafts(world)
    record(world, lines, Vote(yes, 1))
    outcome = meetings.outcomes(lines)[lines[0].pk]
    assert (outcome.passed, str(outcome.bar).startswith(words), outcome.bar.source) == (
        passed, True, "Quy chế thi đua của Sở"
    )


def test_a_convention_from_the_catalogue_stays_a_convention(world, catalogue):
    assert (str(meetings.bar_on(clock.today())), meetings.bar_on(clock.today()).source) == (
        "quá 1/2 số người có mặt", "quy ước mặc định, cơ quan chưa quy định"
    )


def test_a_draft_is_deleted_with_the_vote_on_it(world):
    lines = drafts(world, 2)
    record(world, lines, Vote(5), Vote(5))
    drafting.remove_draft(lines[0], actor=world.drafter)
    assert list(MeetingVote.objects.values_list("dossier_id", flat=True)) == [lines[1].pk]
