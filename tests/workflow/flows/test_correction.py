"""The correction: mended by the proposing unit, checked again by whoever asked, and nobody waits for a slow line."""

from dossiers.vocabulary import Role, State
from tests.factories import make_holder, make_unit
from tests.workflow.flows.conftest import LONG_REASON, carrier, where
from workflow import engine
from workflow.flows import carriage
from workflow.models import Correction, CorrectionItem, Entry, Procedure


def returned(office, count):
    """Received lines, of which `count` were returned together; one more stays under appraisal."""
    _, lines = office.sent(count + 1)
    office.receive(*lines)
    office.send_back(*lines[:count], fields=["achievement"], papers=["BC_THANH_TICH"])
    return carrier(lines[0]), lines[:count]


def test_lines_returned_together_are_one_correction_at_the_units_head(office):
    procedure, lines = returned(office, 2)
    assert {carrier(line) for line in lines} == {procedure}
    assert procedure.kind == "correction"
    assert where(procedure) == ("mend", Role.UNIT_HEAD, office.unit.pk, "")
    assert procedure.code == f"{procedure.hand_in.code}/BS1"
    assert procedure.title == "Bổ sung hồ sơ của Phòng Bổ trợ tư pháp theo yêu cầu của Sở Tư pháp"


def test_it_says_what_to_mend_and_why(office):
    procedure, lines = returned(office, 1)
    item = CorrectionItem.objects.get()
    assert (item.dossier, item.round, item.reason) == (lines[0], 1, LONG_REASON)
    assert (item.fields, item.papers, item.mended_at) == (["achievement"], ["BC_THANH_TICH"], None)
    assert (item.correction.procedure, item.correction.body, item.correction.whole) == (procedure, office.body, False)
    facts = Entry.objects.get(act="return_for_correction").facts
    assert facts == {"fields": ["achievement"], "papers": ["BC_THANH_TICH"], "round": 1, "whole": False}


def test_each_line_may_be_asked_for_something_else(office):
    _, lines = office.sent(3)
    office.receive(*lines)
    own = {lines[0].pk: {"fields": ["job"], "reason": "Đề nghị ghi rõ chức vụ hiện nay của cá nhân."}}
    office.send_back(*lines[:2], fields=["achievement"], per=own)
    asked = {item.dossier_id: (item.fields, item.reason) for item in CorrectionItem.objects.all()}
    assert asked == {
        lines[0].pk: (["job"], "Đề nghị ghi rõ chức vụ hiện nay của cá nhân."),
        lines[1].pk: (["achievement"], LONG_REASON),
    }


def test_mended_lines_come_back_to_the_asker_and_it_ends_when_they_are_appraised(office):
    procedure, lines = returned(office, 2)
    office.resubmit(*lines)
    assert where(procedure) == ("recheck", Role.OFFICE, office.body.pk, "")
    office.clear(lines[0])
    assert where(procedure)[0] == "recheck"
    office.clear(lines[1])
    assert where(procedure) == ("", "", None, "đã xem lại xong")


def test_a_line_never_received_is_received_on_its_correction(office):
    _, lines = office.sent(2)
    office.send_back(lines[0])
    office.resubmit(lines[0])
    assert where(carrier(lines[0]))[0] == "recheck"
    office.receive(lines[0])
    assert where(carrier(lines[0]))[0] == "recheck"
    office.clear(lines[0])
    assert carrier(lines[0]) is None


def test_lines_returned_again_together_are_mended_on_the_same_correction(office):
    procedure, lines = returned(office, 2)
    office.resubmit(*lines)
    office.send_back(*lines, fields=["job"])
    assert where(procedure)[:2] == ("mend", Role.UNIT_HEAD)
    assert {carrier(line) for line in lines} == {procedure}
    assert Correction.objects.filter(procedure=procedure).count() == 2
    rounds = CorrectionItem.objects.filter(dossier=lines[0]).order_by("round")
    assert [(item.round, item.fields) for item in rounds] == [(1, ["achievement"]), (2, ["job"])]
    lines[0].refresh_from_db()
    assert lines[0].return_count == 2


def test_a_line_sent_again_first_does_not_wait_for_the_slow_one(office):
    procedure, (quick, slow) = returned(office, 2)
    office.resubmit(quick)
    assert where(carrier(quick))[:3] == ("recheck", Role.OFFICE, office.body.pk)
    assert where(procedure)[:3] == ("mend", Role.UNIT_HEAD, office.unit.pk)
    assert carrier(slow) == procedure
    office.clear(quick)
    office.resubmit(slow)
    assert where(procedure)[0] == "recheck"


def test_a_line_returned_again_alone_leaves_the_others_with_the_office(office):
    procedure, (good, bad) = returned(office, 2)
    office.resubmit(good, bad)
    office.send_back(bad)
    assert where(procedure)[0] == "recheck"
    assert where(carrier(bad))[:2] == ("mend", Role.UNIT_HEAD)
    assert carrier(bad).code.endswith("/BS2")
    assert carrier(good) == procedure


def test_one_asking_of_two_units_is_one_correction_for_each(office):
    other = make_unit(under=office.body)
    other_head = make_holder(Role.UNIT_HEAD, other)
    _, mine = office.sent(1)
    _, theirs = office.hand_in(1, unit=other)
    engine.perform("submit", theirs, actor=other_head)
    office.receive(*mine, *theirs)
    office.send_back(*mine, *theirs)
    assert where(carrier(mine[0]))[2] == office.unit.pk
    assert where(carrier(theirs[0]))[2] == other.pk


def test_a_line_returned_from_a_pool_gets_a_correction(office):
    _, lines = office.sent(1)
    office.receive(*lines)
    office.clear(*lines)
    office.send_back(*lines)
    assert where(carrier(lines[0]))[0] == "mend"
    office.resubmit(*lines)
    lines[0].refresh_from_db()
    assert (lines[0].state, where(carrier(lines[0]))[0]) == (State.APPRAISING, "recheck")


def test_it_ends_when_its_lines_are_withdrawn(office):
    procedure, lines = returned(office, 2)
    office.withdraw(lines[0])
    assert where(procedure)[0] == "mend"
    office.withdraw(lines[1])
    assert where(procedure) == ("", "", None, "không còn hồ sơ")


def test_withdrawing_the_slow_line_ends_the_correction_it_was_left_on(office):
    procedure, (quick, slow) = returned(office, 2)
    office.resubmit(quick)
    office.withdraw(slow)
    assert where(procedure)[0] == ""
    assert procedure.open is False
    assert where(carrier(quick))[0] == "recheck"


def test_a_released_line_is_mended_on_a_new_correction_with_the_request_it_had(office):
    procedure, lines = returned(office, 1)
    office.hold(*lines)
    assert where(procedure)[3] == "không còn hồ sơ"
    office.release(*lines)
    again = carrier(lines[0])
    assert again != procedure
    assert where(again)[:3] == ("mend", Role.UNIT_HEAD, office.unit.pk)
    lines[0].refresh_from_db()
    assert lines[0].return_count == 1
    assert carriage.requests_of(lines)[lines[0].pk].fields == ["achievement"]


def test_the_last_request_is_found_for_many_lines_with_one_query(office, django_assert_num_queries):
    procedure, lines = returned(office, 2)
    office.resubmit(*lines)
    office.send_back(*lines, fields=["job"])
    with django_assert_num_queries(1):
        found = carriage.requests_of(lines)
    assert {pk: (item.round, item.fields) for pk, item in found.items()} == {line.pk: (2, ["job"]) for line in lines}


def test_the_number_of_statements_does_not_follow_the_number_of_lines(office, django_assert_max_num_queries):
    _, lines = office.sent(41)
    office.receive(*lines)
    with django_assert_max_num_queries(60):
        office.send_back(*lines[:40])
    assert Procedure.objects.filter(kind="correction").count() == 1
