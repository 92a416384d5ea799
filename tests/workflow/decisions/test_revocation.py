"""A revocation: proposed, signed, numbered, issued."""

import pytest

from dossiers import clock
from dossiers.models import RegisterEntry
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests.factories import delegate, make_award, make_body, make_user, relate
from tests.workflow.stage import LONG_REASON, again, make_stage, states
from workflow import engine
from workflow.decisions import papers, revocation
from workflow.models import Decision, Entry

REASON = "Kết luận thanh tra: báo cáo thành tích không đúng sự thật."


@pytest.fixture
def granted(stage):
    lines = stage.endorsed(2)
    stage.granted(lines)
    return lines


def propose(stage, lines, **about) -> Decision:
    about = {"ground": "a", "reason": REASON, "actor": stage.office} | about
    return revocation.propose(lines, **about)


def test_an_award_is_revoked_when_the_signed_revocation_is_issued(stage, granted):
    paper = propose(stage, granted[:1])
    assert (paper.kind, paper.status, paper.ground, paper.reason) == ("revocation", "draft", "a", REASON)
    assert (paper.procedure.node, paper.procedure.desk_role) == ("sign", Role.DECIDER)
    revocation.sign(paper, actor=stage.decider)
    assert (again(paper).procedure.node, again(paper).procedure.desk_role) == ("number", Role.CLERK)
    papers.assign_number(paper, number=300, dated=clock.today(), actor=stage.clerk)
    assert states(granted) == ["granted", "granted"]
    papers.issue(paper, actor=stage.clerk)
    assert states(granted) == ["revoked", "granted"]
    paper = again(paper)
    assert (paper.status, paper.full_number, paper.procedure.open) == ("issued", "300/QĐ-STP", False)
    rows = RegisterEntry.objects.order_by("dossier").values_list("dossier", "revoked_on")
    assert list(rows) == [(granted[0].pk, clock.today()), (granted[1].pk, None)]
    entry = Entry.objects.get(act="revoke")
    assert (entry.dossier, entry.reason, entry.facts["number"]) == (granted[0], REASON, "300/QĐ-STP")


def test_a_revocation_goes_out_with_all_its_lines(stage, granted):
    paper = propose(stage, granted)
    revocation.sign(paper, actor=stage.decider)
    papers.assign_number(paper, number=300, dated=clock.today(), actor=stage.clerk)
    with pytest.raises(Refused) as refusal:
        engine.perform("revoke", granted[:1], actor=stage.clerk, reason=REASON)
    assert (list(refusal.value.by_dossier), refusal.value.families) == ([granted[0].pk], {"papers"})
    assert again(paper).status == "signed"
    engine.perform("revoke", granted, actor=stage.clerk, reason=REASON)
    assert (states(granted), again(paper).status) == (["revoked", "revoked"], "issued")


def test_only_the_office_of_the_body_that_granted_proposes(stage, granted):
    for user in (stage.clerk, stage.decider, make_stage("SNV").office):
        with pytest.raises(Refused) as refusal:
            propose(stage, granted, actor=user)
        assert refusal.value.families == {"role"}


def test_awards_of_an_outside_body_are_not_revoked_here(stage):
    ministry = make_body("BTP", level="ministry", external=True, symbol="BTP")
    relate(stage.body, ministry, kind="sector")
    lines = stage.endorsed(
        1, award=make_award(level="ministry"), deciding_body=ministry, route=[stage.body.pk, ministry.pk]
    )
    stage.granted(lines, 9)
    papers.record_outcome(
        lines, granted=True, actor=stage.office, number=1, symbol="QĐ-BTP", dated=clock.today()
    )
    with pytest.raises(Refused) as refusal:
        propose(stage, lines)
    assert refusal.value.families == {"role"}
    own = stage.endorsed(1)
    stage.granted(own, 10)
    with pytest.raises(Refused) as refusal:
        propose(stage, lines + own)
    assert refusal.value.families <= {"role", "authority"}


@pytest.mark.parametrize("wrong", [{"ground": "e"}, {"ground": ""}, {"reason": "Sai"}, {"reason": " " * 30}])
def test_ground_and_reason_are_asked_for(stage, granted, wrong):
    with pytest.raises(Refused) as refusal:
        propose(stage, granted, **wrong)
    assert refusal.value.families == {"papers"}
    assert Decision.objects.filter(kind="revocation").count() == 0


def test_what_was_not_granted_is_not_revoked(stage, granted):
    other = stage.endorsed(1)
    with pytest.raises(Refused) as refusal:
        propose(stage, granted + other)
    assert refusal.value.families == {"state"}
    assert list(refusal.value.by_dossier) == [other[0].pk]


def test_one_proposal_at_a_time(stage, granted):
    propose(stage, granted)
    with pytest.raises(Refused) as refusal:
        propose(stage, granted[:1])
    assert refusal.value.families == {"papers"}


def test_no_deputy_signs_a_revocation(stage, granted):
    paper = propose(stage, granted)
    for user in (stage.deputy, stage.office, stage.clerk):
        with pytest.raises(Refused) as refusal:
            revocation.sign(paper, actor=user)
        assert refusal.value.families == {"role"}
    assert again(paper).status == "draft"


def test_a_delegate_for_revocations_signs_by_the_form_of_the_delegation(stage, granted):
    paper, receiver = propose(stage, granted), make_user()
    delegate(stage.decider, receiver, Role.DECIDER, stage.body, acts=["sign_revocation"])
    revocation.sign(paper, actor=receiver)
    assert (again(paper).signed_by, again(paper).signer_form) == (receiver, "TUQ. Giám đốc")


def test_it_is_signed_once(stage, granted):
    paper = propose(stage, granted)
    first = revocation.sign(paper, actor=stage.decider, key="k")
    assert revocation.sign(paper, actor=stage.decider, key="k") == first
    with pytest.raises(Refused) as refusal:
        revocation.sign(paper, actor=stage.decider)
    assert refusal.value.families == {"state"}


def test_a_declined_proposal_leaves_the_awards_and_may_be_made_again(stage, granted):
    paper = propose(stage, granted)
    with pytest.raises(Refused) as refusal:
        revocation.decline(paper, actor=stage.decider, reason=" ")
    assert refusal.value.families == {"papers"}
    revocation.decline(paper, actor=stage.decider, reason="Kết luận chưa có hiệu lực.")
    assert (again(paper).status, again(paper).procedure.open) == ("dropped", False)
    assert states(granted) == ["granted"] * 2
    assert propose(stage, granted, ground="d").status == "draft"


def test_nothing_is_revoked_without_a_signed_and_numbered_revocation(stage, granted):
    paper = propose(stage, granted)
    for ready in (lambda: None, lambda: revocation.sign(paper, actor=stage.decider)):
        ready()
        with pytest.raises(Refused) as refusal:
            engine.perform("revoke", granted, actor=stage.clerk, reason=LONG_REASON)
        assert refusal.value.families == {"papers"}
    assert states(granted) == ["granted"] * 2


def test_same_key_proposes_once(stage, granted):
    assert propose(stage, granted, key="k") == propose(stage, granted, key="k")
    assert Decision.objects.filter(kind="revocation").count() == 1
