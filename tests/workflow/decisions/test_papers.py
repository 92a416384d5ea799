"""A paper until it is signed: gathered, signed, left, in its own words."""

import pytest

from dossiers import clock
from dossiers.models import OwnLineRule
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Role
from tests.factories import delegate, make_user
from tests.workflow.decisions.letters import going_to, live, pks
from tests.workflow.stage import LONG_REASON, again, make_stage, states
from workflow import engine
from workflow.council import sessions
from workflow.decisions import papers
from workflow.models import Decision, Entry


class TestSendingForSignature:
    def test_lines_decided_here_make_a_decision(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        assert (decision.kind, decision.status, decision.body, decision.target_body) == (
            "decision", "draft", stage.body, None,
        )
        assert decision.title == f"Về việc tặng {stage.award.name} năm {stage.season.year}"
        assert live(decision) == pks(lines)
        assert states(lines) == ["awaiting_signature"] * 2
        procedure = decision.procedure
        assert (procedure.kind, procedure.node, procedure.desk_role) == ("decision", "sign", Role.DECIDER)
        assert procedure.code == f"DT-STP-001/{clock.today().year}"

    def test_lines_for_a_higher_body_make_a_letter(self, stage, province):
        letter = stage.on_paper(going_to(stage, province.body, 2))
        assert (letter.kind, letter.target_body) == ("letter", province.body)
        assert letter.title.startswith(f"Về việc đề nghị {province.body} tặng ")

    def test_lines_that_go_another_way_are_named_and_the_rest_is_not(self, stage, province, ministry):
        here, up, out = stage.endorsed(2), going_to(stage, province.body), going_to(stage, ministry)
        with pytest.raises(Refused) as refusal:
            stage.on_paper(here + up + out)
        assert refusal.value.families == {"papers"}
        assert set(refusal.value.by_dossier) == {up[0].pk, out[0].pk}
        (told,) = refusal.value.by_dossier[up[0].pk]
        assert told.text == f"{up[0]} phải trình {province.body}, khác với 2 hồ sơ còn lại của văn bản."
        assert states(here + up + out) == ["endorsed"] * 4
        assert live(stage.on_paper(here)) == pks(here)

    def test_a_route_that_leads_nowhere_is_refused_in_family_authority(self, stage, province):
        lines = going_to(stage, province.body)
        type(lines[0]).objects.update(route=[stage.body.pk])
        with pytest.raises(Refused) as refusal:
            stage.on_paper(lines)
        assert refusal.value.families == {"authority"}

    def test_own_title_is_kept_and_the_same_key_makes_one_paper(self, stage):
        lines = stage.endorsed(1)
        first = papers.send_for_signature(lines, actor=stage.office, title=" Khen đột xuất ", key="k")
        assert papers.send_for_signature(lines, actor=stage.office, title=" Khen đột xuất ", key="k") == first
        assert (first.title, Decision.objects.count()) == ("Khen đột xuất", 1)

    def test_only_the_office_sends(self, stage):
        with pytest.raises(Refused) as refusal:
            papers.send_for_signature(stage.endorsed(1), actor=stage.clerk)
        assert refusal.value.families == {"role"}


class TestSigning:
    def test_signs_all_lines_and_goes_to_the_clerk(self, stage):
        lines = stage.endorsed(2)
        decision = stage.signed(lines)
        assert (decision.status, decision.signed_by, decision.signer_name, decision.signer_form) == (
            "signed", stage.decider, "Lê Văn Giám Đốc", "",
        )
        assert states(lines) == ["signed"] * 2
        assert (decision.procedure.node, decision.procedure.desk_role) == ("number", Role.CLERK)
        assert Entry.objects.filter(act="sign").count() == 2
        entry = Entry.objects.get(act="sign_paper")
        assert (entry.actor, entry.role, entry.facts["dossiers"]) == (stage.decider, Role.DECIDER, pks(lines))

    def test_some_lines_may_be_signed_first(self, stage):
        lines = stage.endorsed(3)
        decision = stage.on_paper(lines)
        papers.sign(decision, actor=stage.decider, dossiers=lines[:1])
        assert again(decision).status == "draft"
        assert states(lines) == ["signed", "awaiting_signature", "awaiting_signature"]
        papers.sign(decision, actor=stage.decider)
        assert again(decision).status == "signed"

    def test_all_lines_of_a_paper_have_one_signer(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        papers.sign(decision, actor=stage.decider, dossiers=lines[:1])
        with pytest.raises(Refused) as refusal:
            papers.sign(decision, actor=stage.deputy)
        assert refusal.value.families == {"role"}
        assert str(refusal.value).startswith(f"Văn bản có {lines[1]} đã do Lê Văn Giám Đốc ký lúc ")

    def test_lines_of_another_paper_are_refused(self, stage):
        decision, other = stage.on_paper(stage.endorsed(1)), stage.endorsed(1)
        stage.on_paper(other)
        with pytest.raises(Refused) as refusal:
            papers.sign(decision, actor=stage.decider, dossiers=other)
        assert refusal.value.families == {"papers"}

    def test_a_deputy_signs_in_the_chiefs_place(self, stage):
        decision = stage.on_paper(stage.endorsed(1))
        papers.sign(decision, actor=stage.deputy)
        assert (again(decision).signer_name, again(decision).signer_form) == ("Phạm Thị Phó", "KT. Giám đốc")

    def test_a_delegate_signs_by_the_form_of_the_delegation(self, stage):
        receiver = make_user()
        delegate(stage.decider, receiver, Role.DECIDER, stage.body, acts=["sign"])
        decision = stage.on_paper(stage.endorsed(1))
        papers.sign(decision, actor=receiver)
        assert again(decision).signer_form == "TUQ. Giám đốc"
        assert Entry.objects.get(act="sign_paper").on_behalf.startswith("thừa ủy quyền của Lê Văn Giám Đốc")

    def test_an_unknown_form_is_refused(self, stage):
        with pytest.raises(Refused) as refusal:
            papers.sign(stage.on_paper(stage.endorsed(1)), actor=stage.deputy, form="PP.")
        assert refusal.value.families == {"papers"}

    def test_who_may_not_sign_is_refused_in_family_role(self, stage):
        decision = stage.on_paper(stage.endorsed(1))
        for user in (stage.office, stage.clerk, stage.voters[4], make_stage("SNV").decider):
            with pytest.raises(Refused) as refusal:
                papers.sign(decision, actor=user)
            assert refusal.value.families == {"role"}

    def test_signing_twice_is_told_who_was_first(self, stage):
        decision = stage.signed(stage.endorsed(1))
        with pytest.raises(Refused) as refusal:
            papers.sign(decision, actor=stage.deputy)
        assert refusal.value.families == {"state"}
        assert "Văn bản đã do Lê Văn Giám Đốc ký lúc " in str(refusal.value)

    def test_same_key_signs_once(self, stage):
        decision = stage.on_paper(stage.endorsed(2))
        first = papers.sign(decision, actor=stage.decider, key="k")
        assert papers.sign(decision, actor=stage.decider, key="k") == first

    def test_an_own_line_is_signed_with_a_warning_where_the_rule_says_so(self, stage):
        OwnLineRule.objects.create(act="sign", policy="warned", citation="Quy tắc của cơ quan", evidence="L")
        lines = stage.cleared([stage.own_draft(stage.decider)])
        session = stage.session(lines)
        stage.vote(session, "yes", *stage.voters[1:])
        sessions.close(session, actor=stage.decider)
        decision = stage.on_paper(lines)
        (warning,) = engine.examine("sign", lines, actor=stage.decider)[lines[0].pk]
        assert (warning.family, warning.blocks) == ("role", False)
        papers.sign(decision, actor=stage.decider)
        assert states(lines) == ["signed"]


class TestLinesThatLeave:
    def test_a_refused_line_leaves_and_the_rest_goes_on(self, stage):
        lines = stage.endorsed(3)
        decision = stage.on_paper(lines)
        engine.perform("refuse", lines[:1], actor=stage.decider, reason=LONG_REASON)
        assert live(decision) == pks(lines[1:])
        papers.sign(decision, actor=stage.decider)
        assert (again(decision).status, states(lines)) == ("signed", ["refused", "signed", "signed"])

    @pytest.mark.parametrize(
        ("act", "by", "facts"),
        [
            ("refuse", "decider", {"reason": LONG_REASON}),
            ("send_back", "decider", {"reason": "Xem lại mức khen."}),
            ("withdraw", "head", {"reason": "Đơn vị xin rút."}),
            ("hold", "office", {"reason": "Chờ xác minh.", "public_line": "Chờ xác minh thông tin."}),
            ("reopen_appraisal", None, {"reason": "Danh hiệu làm điều kiện không còn hiệu lực."}),
        ],
    )
    def test_a_paper_that_loses_all_lines_ends_without_a_number(self, stage, act, by, facts):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        actor = getattr(stage, by) if by else engine.SYSTEM
        engine.perform(act, lines, actor=actor, **facts)
        decision = again(decision)
        assert (decision.status, decision.number, live(decision)) == ("dropped", None, [])
        assert (decision.procedure.open, decision.procedure.outcome) == (False, "không còn hồ sơ")
        assert Entry.objects.filter(act="drop_paper").count() == 1

    def test_a_paper_whose_only_waiting_line_leaves_goes_on_with_what_is_signed(self, stage):
        lines = stage.endorsed(2)
        decision = stage.on_paper(lines)
        papers.sign(decision, actor=stage.decider, dossiers=lines[:1])
        engine.perform("send_back", lines[1:], actor=stage.decider, reason="Xem lại mức khen.")
        decision = again(decision)
        assert (decision.status, decision.procedure.node) == ("signed", "number")

    def test_a_line_sent_back_comes_again_on_another_paper(self, stage):
        lines = stage.endorsed(1)
        first = stage.on_paper(lines)
        engine.perform("send_back", lines, actor=stage.decider, reason="Sửa trích yếu.")
        second = stage.on_paper(lines)
        assert second != first
        papers.sign(second, actor=stage.decider)
        assert states(lines) == ["signed"]
