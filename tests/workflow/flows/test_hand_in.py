"""The hand-in: received, appraised, or returned whole; it never waits for corrections."""

from dossiers.models import RestrictedReason
from dossiers.vocabulary import HandInOrigin, Level, Role, State
from tests.factories import make_award, make_body, make_draft, make_hand_in, make_holder, relate
from tests.workflow.flows.conftest import OPINION, carrier, where
from workflow import engine
from workflow.models import Correction, CorrectionItem, Entry, Line, Procedure


def state_of(dossier):
    return type(dossier).objects.values_list("state", flat=True).get(pk=dossier.pk)


def test_submitting_opens_one_procedure_at_the_offices_desk(office):
    hand_in, lines = office.hand_in(3, number="12/TTr-BTTP")
    office.submit(*lines)
    procedure = Procedure.objects.get()
    assert where(procedure) == ("receive", Role.OFFICE, office.body.pk, "")
    assert (procedure.hand_in, procedure.unit, procedure.body) == (hand_in, office.unit, office.body)
    assert procedure.title == "Tờ trình 12/TTr-BTTP của Phòng Bổ trợ tư pháp"
    assert procedure.code == hand_in.code
    assert set(procedure.lines.values_list("dossier", flat=True)) == {line.pk for line in lines}
    lines[0].refresh_from_db()
    hand_in.refresh_from_db()
    assert procedure.due_at == lines[0].due_at
    assert procedure.since == hand_in.submitted_at == lines[0].since


def test_two_tờ_trình_sent_at_once_are_two_procedures(office):
    one, two = office.hand_in(1), office.hand_in(2)
    office.submit(*one[1], *two[1])
    found = Procedure.objects.order_by("pk")
    assert {each.hand_in: each.lines.count() for each in found} == {one[0]: 1, two[0]: 2}


def test_it_stays_at_reception_until_the_last_line_is_received(office):
    procedure, lines = office.sent(3)
    office.receive(*lines[:2])
    assert where(procedure)[0] == "receive"
    office.receive(lines[2])
    assert where(procedure) == ("appraise", Role.APPRAISER, office.body.pk, "")


def test_receiving_pins_the_rules_of_the_day_and_marks_the_receipt(office):
    _, lines = office.sent(1)
    office.receive(*lines)
    lines[0].refresh_from_db()
    assert lines[0].received_here is True
    assert lines[0].award_version == office.award.versions.get()


def test_it_ends_when_the_last_line_is_appraised(office):
    procedure, lines = office.sent(2)
    office.receive(*lines)
    office.clear(lines[0])
    assert where(procedure)[0] == "appraise"
    office.clear(lines[1])
    assert where(procedure) == ("", "", None, "đã thẩm định xong")
    assert procedure.open is False
    assert procedure.status == "DONE"
    assert Line.objects.filter(left_at=None).count() == 0
    lines[1].refresh_from_db()
    assert lines[1].appraisal == OPINION


def test_a_late_batch_joins_the_hand_in_while_it_is_being_received(office):
    procedure, lines = office.sent(1)
    late = make_draft(hand_in=procedure.hand_in, award=office.award)
    office.submit(late)
    assert carrier(late) == procedure
    assert Procedure.objects.count() == 1


def test_a_late_batch_opens_a_procedure_of_its_own_once_the_first_is_under_appraisal(office):
    procedure, lines = office.sent(1)
    office.receive(*lines)
    late = make_draft(hand_in=procedure.hand_in, award=office.award)
    office.submit(late)
    assert carrier(late) != procedure
    assert where(carrier(late))[0] == "receive"
    assert where(procedure)[0] == "appraise"


def test_a_hand_in_returned_whole_stays_open_and_lies_with_the_unit(office):
    procedure, lines = office.sent(2)
    office.send_back(*lines, fields=["achievement"], papers=["TO_TRINH"])
    assert where(procedure) == ("mend", Role.UNIT_HEAD, office.unit.pk, "")
    assert Procedure.objects.count() == 1
    request = Correction.objects.get()
    assert (request.procedure, request.whole, request.asked_by) == (procedure, True, office.office)
    assert {item.dossier_id for item in request.items.all()} == {line.pk for line in lines}
    for line in lines:
        line.refresh_from_db()
        assert (line.returned_whole, line.return_count, line.state) == (True, 1, State.RETURNED)


def test_a_whole_hand_in_sent_again_goes_back_to_reception(office):
    procedure, lines = office.sent(2)
    office.send_back(*lines)
    office.resubmit(*lines)
    assert where(procedure)[:2] == ("receive", Role.OFFICE)
    assert state_of(lines[0]) == State.SUBMITTED
    assert CorrectionItem.objects.filter(mended_at=None).count() == 0
    office.receive(*lines)
    assert where(procedure)[0] == "appraise"


def test_lines_of_a_whole_hand_in_sent_again_first_do_not_wait_for_the_others(office):
    procedure, (quick, slow) = office.sent(2)
    office.send_back(quick, slow)
    office.resubmit(quick)
    assert where(procedure)[:3] == ("mend", Role.UNIT_HEAD, office.unit.pk)
    assert where(carrier(quick))[:3] == ("receive", Role.OFFICE, office.body.pk)
    office.receive(quick)
    office.resubmit(slow)
    assert where(procedure)[0] == "receive"


def test_returning_all_but_one_line_is_not_returning_the_whole(office):
    procedure, lines = office.sent(3)
    office.send_back(*lines[:2])
    assert where(procedure)[0] == "receive"
    assert carrier(lines[0]) == carrier(lines[1]) != procedure
    assert carrier(lines[0]).kind == "correction"


def test_returning_what_is_left_of_a_hand_in_is_not_returning_the_whole(office):
    procedure, lines = office.sent(2)
    office.send_back(lines[0])
    office.send_back(lines[1])
    assert carrier(lines[1]).kind == "correction"
    assert where(procedure) == ("", "", None, "không còn hồ sơ")


def test_a_withdrawn_line_does_not_count_against_the_whole(office):
    procedure, lines = office.sent(2)
    office.withdraw(lines[0])
    office.send_back(lines[1])
    assert where(procedure)[0] == "mend"


def test_it_ends_without_lines_when_all_are_withdrawn(office):
    procedure, lines = office.sent(2)
    office.withdraw(*lines)
    assert where(procedure) == ("", "", None, "không còn hồ sơ")
    done = [task.data for task in procedure.task_set.filter(flow_task_type="HUMAN")]
    assert {task["by"] for task in done} == {None}


def test_it_ends_as_appraised_when_the_last_of_several_lines_is_withdrawn(office):
    procedure, lines = office.sent(2)
    office.receive(*lines)
    office.clear(lines[0])
    office.withdraw(lines[1])
    assert where(procedure)[3] == "đã thẩm định xong"


def test_it_does_not_wait_for_a_correction(office):
    procedure, lines = office.sent(2)
    office.receive(*lines)
    office.send_back(lines[0])
    office.clear(lines[1])
    assert where(procedure)[3] == "đã thẩm định xong"
    assert where(carrier(lines[0]))[0] == "mend"


def test_consulting_and_posting_keep_the_hand_in_open(office):
    procedure, lines = office.sent(2)
    office.receive(*lines)
    asked = {"question": "Đề nghị cho ý kiến.", "outside": [("Đảng ủy Sở", "")], "days": 5}
    engine.perform("ask_consultation", [lines[0]], actor=office.office, **asked)
    engine.perform("post_publicly", [lines[1]], actor=office.office)
    assert where(procedure)[0] == "appraise"
    engine.perform("close_consultation", [lines[0]], actor=office.office, reason="Không chờ thêm được.")
    engine.perform("close_posting", [lines[1]], actor=office.office)
    office.clear(*lines)
    assert where(procedure)[3] == "đã thẩm định xong"


def test_a_held_line_leaves_and_a_released_one_gets_a_procedure_at_its_desk(office):
    procedure, lines = office.sent(2)
    office.receive(*lines)
    office.hold(lines[0])
    assert carrier(lines[0]) is None
    assert where(procedure)[0] == "appraise"
    office.release(lines[0])
    assert where(carrier(lines[0]))[:2] == ("appraise", Role.APPRAISER)
    assert carrier(lines[0]) != procedure
    lines[0].refresh_from_db()
    assert (lines[0].state, lines[0].public_line) == (State.APPRAISING, "")


def test_a_line_released_before_reception_starts_at_reception(office):
    _, lines = office.sent(1)
    office.hold(*lines)
    office.release(*lines)
    assert where(carrier(lines[0]))[:2] == ("receive", Role.OFFICE)


def test_the_restricted_reason_stands_nowhere_but_in_its_own_rows(office):
    _, lines = office.sent(1)
    secret = "Có đơn tố cáo của ông Lê Văn X."
    office.hold(*lines, restricted=secret)
    reason = RestrictedReason.objects.get()
    assert (reason.dossier, reason.text, reason.written_by) == (lines[0], secret, office.office)
    assert Entry.objects.get(act="hold").reason == "Tạm dừng để xác minh thêm thông tin."
    assert "Lê Văn X" not in str(Entry.objects.values_list("reason", "facts"))


def test_a_proposal_of_ineligibility_lapses_when_the_dossier_leaves_appraisal(office):
    _, lines = office.sent(2)
    office.receive(*lines)
    engine.perform("propose_ineligible", lines, actor=office.appraiser, reason="Không có sáng kiến được công nhận.")
    lines[0].refresh_from_db()
    assert lines[0].ineligible_proposed_by == office.appraiser
    assert lines[0].ineligible_reason == "Không có sáng kiến được công nhận."
    office.clear(lines[0])
    lines[0].refresh_from_db()
    lines[1].refresh_from_db()
    assert (lines[0].ineligible_proposed_by, lines[0].ineligible_reason) == (None, "")
    assert lines[1].ineligible_proposed_by == office.appraiser


def test_declaring_a_proposal_ends_the_line_and_keeps_who_proposed_it(office):
    procedure, lines = office.sent(1)
    office.receive(*lines)
    engine.perform("propose_ineligible", lines, actor=office.appraiser, reason="Không có sáng kiến được công nhận.")
    engine.perform(
        "declare_ineligible", lines, actor=office.chief, reason="Không đủ tiêu chuẩn theo quy định hiện hành."
    )
    assert where(procedure)[3] == "đã thẩm định xong"
    entry = Entry.objects.get(act="declare_ineligible")
    assert entry.facts == {"proposed_by": office.appraiser.pk, "proposal": "Không có sáng kiến được công nhận."}


def test_a_system_that_reopens_the_appraisal_puts_the_lines_on_a_new_hand_in_procedure(office):
    procedure, lines = office.sent(2)
    office.receive(*lines)
    office.clear(*lines)
    reason = "Không còn đủ điều kiện tiên quyết trong năm."
    engine.perform("reopen_appraisal", lines, actor=engine.SYSTEM, reason=reason)
    again = carrier(lines[0])
    assert again != procedure
    assert again == carrier(lines[1])
    assert where(again)[:2] == ("appraise", Role.APPRAISER)
    assert again.hand_in == procedure.hand_in


def test_a_hand_in_from_below_returned_whole_lies_with_the_office_that_sent_it(office):
    above = make_body(level=Level.PROVINCE, name="Ủy ban nhân dân tỉnh")
    relate(office.body, above)
    above_office = make_holder(Role.OFFICE, above)
    own = make_hand_in(office.unit, office.body, office.season)
    award = make_award(level=Level.PROVINCE)
    lines = [make_draft(hand_in=own, body=above, unit=office.unit, award=award) for _ in range(2)]
    office.submit(*lines)
    procedure = Procedure.objects.get()
    letter = make_hand_in(office.body, above, office.season, origin=HandInOrigin.LOWER_BODY)
    Procedure.objects.update(hand_in=letter, unit=office.body, data={"from_below": True})

    reason = "Đề nghị gửi lại toàn bộ tờ trình kèm biên bản họp Hội đồng."
    engine.perform("return_for_correction", lines, actor=above_office, reason=reason)
    assert where(procedure) == ("mend", Role.OFFICE, office.body.pk, "")
    lines[0].refresh_from_db()
    assert (lines[0].desk_role, lines[0].desk_unit) == (Role.OFFICE, office.body)

    engine.perform("resubmit", lines, actor=office.office)
    assert where(procedure) == ("receive", Role.OFFICE, above.pk, "")
    engine.perform("return_for_correction", lines[:1], actor=above_office, reason=reason)
    assert where(carrier(lines[0])) == ("mend", Role.UNIT_HEAD, office.unit.pk, "")
