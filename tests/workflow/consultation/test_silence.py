"""The end of the term: silence is written down where it means consent, else the office is told who is silent."""

from datetime import timedelta

import pytest

from dossiers import clock
from dossiers.models import AwardVersion, LegalFigure, PaperType, RequiredPaper, Unit
from dossiers.vocabulary import Carrier, Evidence, Family, Level, NeededBefore, Producer, State
from tests.factories import LONG_AGO
from tests.workflow.consultation.conftest import PARTY
from tests.workflow.consultation.test_flow import ENDED, OPEN, refusal, standing
from tests.world import bring, do, fresh
from workflow import engine
from workflow.consultation import closing, terms
from workflow.forms_consultation import asking_fields
from workflow.models import Alarm, Answer, Consultation, Entry
from workflow.term_models import StepTerm


def ring(*letters) -> None:
    """What the sweep calls when the term of these letters is over."""
    rows = [type(each).objects.get(pk=each.pk) for each in letters]
    engine.transact(
        "sweep", lambda batch: closing.term_is_over(batch, rows), actor=engine.SYSTEM, key=None, content={}
    )


def test_silence_that_means_consent_is_recorded_by_nobody_and_the_lines_go_on(asking):
    letter, rows = asking.ask(2, silence=True)
    asking.answer(letter, only=rows[:1])
    ring(letter)
    assert standing(letter) == ENDED
    assert {each.state for each in fresh(rows)} == {State.APPRAISING}
    silent = Answer.objects.filter(opinion="silent")
    assert {(each.addressee.name, each.recorded_by, each.answered_by) for each in silent} == {
        (PARTY, None, ""), (asking.world.other_unit.name, None, ""),
    }
    assert silent.count() == 3
    assert set(Entry.objects.filter(act="close_consultation").values_list("dossier", "reason")) == {
        (each.pk, closing.SILENT) for each in rows
    }
    entries = Entry.objects.filter(subject_kind="consultation").order_by("seq").values_list("act", "actor", "role")
    assert list(entries)[2:] == [("consultation_silent", None, "system"), ("end_consultation", None, "system")]


def test_without_that_rule_the_office_is_told_who_is_silent_and_nothing_moves(asking):
    letter, rows = asking.ask(2)
    asking.answer(letter)
    ring(letter)
    assert standing(letter) == OPEN
    assert {each.state for each in fresh(rows)} == {State.CONSULTING}
    entry = Entry.objects.get(act="consultation_overdue")
    assert (entry.facts["missing"], entry.facts["answers"], entry.actor_name) == ([PARTY], 2, "Hệ thống")
    assert Answer.objects.filter(opinion="silent").count() == 0


def test_nobody_is_told_when_all_have_answered_or_the_letter_is_closed(asking):
    letter, _ = asking.ask(1)
    asking.answer(letter)
    asking.record(letter)
    ring(letter)
    assert Entry.objects.filter(act="consultation_overdue").count() == 0
    asking.close(letter)
    ring(letter)
    assert Entry.objects.filter(subject_kind="consultation").count() == 4


def test_of_a_line_on_hold_no_silence_counts_until_it_came_back_and_its_addressees_had_time(asking):
    letter, rows = asking.ask(2, silence=True)
    do(asking.world, "hold", rows[:1])
    ring(letter)
    assert standing(letter) == OPEN
    assert [each.state for each in fresh(rows)] == [State.ON_HOLD, State.APPRAISING]
    assert set(Answer.objects.values_list("item__dossier", "opinion")) == {(rows[1].pk, "silent")}
    with clock.set_to(letter.due_at + timedelta(days=1)):
        do(asking.world, "release", rows[:1])
        assert refusal(lambda: asking.close(letter)) == [
            f"{rows[0]} chưa có ý kiến của {asking.world.other_unit.name}; {PARTY}."
        ]
        closing.extend(letter, days=5, reason="Hồ sơ được xét tiếp.", actor=asking.world.appraiser)
        asking.answer(letter, "other", "Cần xem lại.")
    ring(letter)
    assert standing(letter) == ENDED
    assert set(Answer.objects.filter(item__dossier=rows[0]).values_list("addressee__name", "opinion")) == {
        (asking.world.other_unit.name, "other"), (PARTY, "silent")
    }


def test_an_extension_is_counted_and_arms_the_term_anew(asking):
    letter, _ = asking.ask(1)
    before = letter.due_at
    assert refusal(
        lambda: closing.extend(letter, days=0, reason=" ", actor=asking.world.appraiser)
    ) == ["Gia hạn từ 1 đến 60 ngày.", "Phải ghi lý do gia hạn."]
    closing.extend(letter, days=2, reason="Đảng ủy đề nghị lùi hạn.", actor=asking.world.appraiser)
    letter.refresh_from_db()
    assert (letter.extended_days, letter.extended_times, letter.term_no) == (2, 1, 2)
    assert letter.due_at > before + timedelta(days=1)
    alarms = Alarm.objects.filter(kind="consultation").order_by("version")
    assert list(alarms.values_list("version", flat=True)) == [1, 2]
    entry = Entry.objects.get(act="extend_consultation")
    assert (entry.reason, entry.facts["days"]) == ("Đảng ủy đề nghị lùi hạn.", 2)
    letter.procedure.refresh_from_db()
    assert letter.procedure.due_at == letter.due_at


def test_an_extension_must_end_ahead(asking):
    letter, _ = asking.ask(1)
    with clock.set_to(letter.due_at + timedelta(days=14)):
        told = refusal(lambda: closing.extend(letter, days=2, reason="Chờ Đảng ủy.", actor=asking.world.appraiser))
        closing.extend(letter, days=20, reason="Chờ Đảng ủy.", actor=asking.world.appraiser)
    assert [words.partition(" thì ")[0] for words in told] == ["Gia hạn 2 ngày"]
    assert told[0].endswith(", đã qua.")
    letter.refresh_from_db()
    assert (letter.extended_days, letter.extended_times) == (20, 1)


@pytest.fixture
def rule(db) -> LegalFigure:
    return LegalFigure.objects.create(
        kind="time_rule", code=terms.RULE, value={"days": 10, "unit": "working", "silence": "proceed"},
        valid_from=LONG_AGO, citation="Nghị định 39/2012/NĐ-CP", evidence=Evidence.QUOTED,
    )


def needs_the_opinion(award) -> None:
    paper = PaperType.objects.create(
        code=terms.OPINION_PAPER, name="Văn bản hiệp y", carrier=Carrier.DOSSIER, producer=Producer.OFFICE,
        needed_before=NeededBefore.FORWARD,
    )
    RequiredPaper.objects.create(version=award.versions.get(), paper_type=paper)


def test_the_rule_of_the_law_stands_in_where_the_office_states_no_term(asking, rule):
    needs_the_opinion(asking.world.award)
    rows = bring(asking.world, "appraising", 1)
    Unit.objects.filter(pk=asking.world.body.pk).update(level=Level.PROVINCE)
    do(asking.world, "ask_consultation", rows, days=None)
    letter = Consultation.objects.get()
    assert (letter.due_days, letter.due_basis, letter.due_citation, letter.due_evidence) == (
        10, "law", "Nghị định 39/2012/NĐ-CP", Evidence.QUOTED,
    )
    assert (letter.silence_means_go, letter.silence_citation) == (True, "Nghị định 39/2012/NĐ-CP")


def test_what_the_office_sets_itself_is_shown_as_its_own(asking, rule):
    letter, _ = asking.ask(1, silence=True)
    assert (letter.due_basis, letter.silence_means_go, letter.silence_citation) == ("office", True, "")


def test_the_offices_own_term_stands_in_where_none_is_typed_and_its_form_says_so(asking):
    about = {"citation": "Quy chế của Sở Đ.9", "evidence": Evidence.LOCAL, "valid_from": LONG_AGO}
    StepTerm.objects.create(act="ask_consultation", body=asking.world.body, days=7, **about)
    field = asking_fields(asking.world.body.pk)["days"]
    assert (field.required, field.initial, field.help_text) == (
        False, None, "Để trống thì theo thời hạn cơ quan đã đặt: 7 ngày làm việc."
    )
    letter, rows = asking.ask(1, days=None, silence=True)
    assert (letter.due_days, letter.set_by, letter.due_citation, letter.silence_means_go) == (
        7, "cơ quan đặt", "Quy chế của Sở Đ.9", True
    )
    assert fresh(rows)[0].due_days == 20  # the clock of the appraisal runs on
    assert asking.ask(1, days=3)[0].due_days == 3


def test_the_rule_is_not_taken_for_awards_of_a_department(asking, rule):
    needs_the_opinion(asking.world.award)
    assert "Chưa ghi thời hạn trả lời" in refusal(lambda: asking.ask(1, days=None))[0]


@pytest.mark.parametrize(("evidence", "blocks"), [(Evidence.LOCAL, True), (Evidence.SECONDARY, False)])
def test_an_opinion_is_demanded_only_where_the_awards_version_says_so(asking, evidence, blocks):
    rows = bring(asking.world, "appraising", 1)

    def against():
        return engine.examine("clear", rows, actor=asking.world.appraiser)[rows[0].pk]

    assert against() == []
    stated = {"citation": "Quy chế của Sở Đ.9", "evidence": evidence}
    AwardVersion.objects.update(extra={"consultation": stated})
    assert [(one.family, one.citation, one.blocks) for one in against()] == [
        (Family.PAPERS, "Quy chế của Sở Đ.9", blocks)
    ]
    letter = asking.ask(1)[0]
    asking.close(letter, "Không chờ thêm được.")
    asked = [item.dossier for item in letter.items.select_related("dossier")]
    assert engine.examine("clear", asked, actor=asking.world.appraiser)[asked[0].pk] == []
