"""Numbers: typed or from the own register, never twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from dossiers import clock
from dossiers.models import StoredFile
from dossiers.rules.objection import Refused
from tests.factories import make_season
from tests.workflow.stage import again, make_stage
from workflow.decisions import numbers, papers
from workflow.models import Decision, Entry

pytestmark = pytest.mark.slow
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def number(stage, decision: Decision, value: int | None, **about) -> Decision:
    about = {"dated": clock.today()} | about
    papers.assign_number(decision, number=value, actor=about.pop("actor", stage.clerk), **about)
    return again(decision)


def refusal(stage, decision: Decision, value: int | None, **about) -> Refused:
    with pytest.raises(Refused) as refused:
        number(stage, decision, value, **about)
    return refused.value


class TestTyped:
    def test_a_typed_number_is_written_with_symbol_date_recipients_and_scan(self, stage):
        scan = StoredFile.objects.create(sha256="a" * 64, size=10, content_type="application/pdf")
        decision = number(
            stage, stage.signed(stage.endorsed(1)), 5, symbol=" QĐ-STP(VP) ", recipients="Như Điều 3", scan=scan,
            scan_name="5-QD.pdf",
        )
        assert (decision.full_number, decision.dated, decision.year) == (
            "05/QĐ-STP(VP)",
            clock.today(),
            clock.today().year,
        )
        assert (decision.recipients, decision.scan, decision.scan_name) == ("Như Điều 3", scan, "5-QD.pdf")
        assert decision.procedure.node == "issue"
        entry = Entry.objects.get(act="number_paper")
        assert (entry.actor, entry.facts["number"], entry.facts["scan"]) == (stage.clerk, "05/QĐ-STP(VP)", "a" * 64)

    def test_a_number_taken_is_refused_and_its_paper_is_named(self, stage):
        first = number(stage, stage.signed(stage.endorsed(1)), 215)
        second = stage.signed(stage.endorsed(1))
        refused = refusal(stage, second, 215)
        assert refused.families == {"papers"}
        today = f"{clock.today():%d/%m/%Y}"
        assert str(refused) == (
            f"Số 215/QĐ-STP năm {clock.today().year} đã cấp cho văn bản '{first.title}' ngày {today}."
        )
        assert again(second).number is None

    def test_another_symbol_year_or_body_has_numbers_of_its_own(self, stage):
        number(stage, stage.signed(stage.endorsed(1)), 1)
        assert number(stage, stage.signed(stage.endorsed(1)), 1, symbol="QĐ-KT").full_number == "01/QĐ-KT"
        last_year = clock.today().replace(year=clock.today().year - 1, day=1)
        assert number(stage, stage.signed(stage.endorsed(1)), 1, dated=last_year).year == last_year.year
        other = make_stage("SNV")
        assert number(other, other.signed(other.endorsed(1)), 1).full_number == "01/QĐ-SNV"

    def test_a_number_may_be_corrected_until_the_paper_is_issued(self, stage):
        decision = number(stage, stage.signed(stage.endorsed(1)), 251)
        assert number(stage, decision, 215).full_number == "215/QĐ-STP"
        papers.issue(decision, actor=stage.clerk)
        assert refusal(stage, decision, 216).families == {"state"}

    def test_only_a_signed_paper_and_only_by_the_clerk(self, stage):
        decision = stage.on_paper(stage.endorsed(1))
        assert refusal(stage, decision, 1).families == {"state"}
        papers.sign(decision, actor=stage.decider)
        assert refusal(stage, decision, 1, actor=stage.office).families == {"role"}

    @pytest.mark.parametrize(
        "wrong", [{"value": 0}, {"value": -3}, {"value": 10**12}, {"value": 1, "symbol": "Q" * 33}]
    )
    def test_impossible_numbers_and_symbols_are_refused(self, stage, wrong):
        decision = stage.signed(stage.endorsed(1))
        assert refusal(stage, decision, **wrong).families == {"papers"}

    def test_the_date_is_never_in_the_future_and_before_signing_is_only_remarked(self, stage):
        decision = stage.signed(stage.endorsed(1))
        tomorrow, yesterday = clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)
        assert refusal(stage, decision, 1, dated=tomorrow).families == {"papers"}
        (remark,) = numbers.date_objections(decision, yesterday)
        assert (remark.evidence, remark.blocks) == ("S", False)
        assert number(stage, decision, 1, dated=yesterday).dated == yesterday

    def test_same_key_numbers_once(self, stage):
        decision = stage.signed(stage.endorsed(1))
        number(stage, decision, None, key="k")
        number(stage, decision, None, key="k")
        assert (again(decision).number, Entry.objects.filter(act="number_paper").count()) == (1, 1)


class TestOwnRegister:
    def test_numbers_are_dense_from_01(self, stage):
        taken = [number(stage, stage.signed(stage.endorsed(1)), None).full_number for _ in range(3)]
        assert taken == ["01/QĐ-STP", "02/QĐ-STP", "03/QĐ-STP"]
        assert numbers.next_of_own_register(stage.body, "QĐ-STP", clock.today().year) == 4

    def test_a_refused_numbering_leaves_no_gap(self, stage):
        decision = stage.signed(stage.endorsed(1))
        refusal(stage, decision, None, dated=clock.today() + timedelta(days=1))
        refusal(stage, decision, None, actor=stage.office)
        assert number(stage, decision, None).number == 1

    def test_each_year_starts_again_at_01(self, stage):
        number(stage, stage.signed(stage.endorsed(1)), None)
        next_year = clock.today().year + 1
        with clock.set_to(datetime(next_year, 1, 2, 9, tzinfo=HANOI)):
            stage.season = make_season(next_year)
            decision = number(stage, stage.signed(stage.endorsed(1)), None)
        assert (decision.full_number, decision.dated) == ("01/QĐ-STP", date(next_year, 1, 2))

    def test_a_register_begun_during_the_year_goes_on_after_typed_numbers(self, stage):
        number(stage, stage.signed(stage.endorsed(1)), 14)
        assert number(stage, stage.signed(stage.endorsed(1)), None).number == 15

    def test_a_typed_number_may_be_the_next_one_and_no_later_one(self, stage):
        number(stage, stage.signed(stage.endorsed(1)), None)
        decision = stage.signed(stage.endorsed(1))
        assert refusal(stage, decision, 3).families == {"papers"}
        assert number(stage, decision, 2).number == 2
        assert number(stage, stage.signed(stage.endorsed(1)), None).number == 3

    def test_the_last_number_goes_back_when_it_is_corrected_and_an_earlier_one_does_not(self, stage):
        first = number(stage, stage.signed(stage.endorsed(1)), None)
        second = number(stage, stage.signed(stage.endorsed(1)), None)
        assert number(stage, second, None, dated=clock.today() - timedelta(days=1)).number == 2
        assert refusal(stage, first, 9).families == {"papers"}
        assert number(stage, stage.signed(stage.endorsed(1)), None).number == 3

    def test_what_goes_with_an_earlier_number_is_still_corrected(self, stage):
        first = number(stage, stage.signed(stage.endorsed(1)), None)
        number(stage, stage.signed(stage.endorsed(1)), None)
        yesterday = clock.today() - timedelta(days=1)
        first = number(stage, first, 1, symbol="QĐ-STP", dated=yesterday, recipients="Lưu: VT")
        assert (first.full_number, first.dated, first.recipients) == ("01/QĐ-STP", yesterday, "Lưu: VT")
        assert number(stage, stage.signed(stage.endorsed(1)), None).number == 3

    def test_letters_have_a_symbol_of_their_own(self, stage):
        assert numbers.default_symbol("letter", stage.body) == "TTr-STP"
        assert numbers.default_symbol("decision", stage.body) == "QĐ-STP"
        assert numbers.default_symbol("revocation", stage.body) == "QĐ-STP"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("value", [None, 7], ids=["own register", "typed"])
def test_clerks_at_once_never_share_a_number(value):
    stage = make_stage()
    decisions = [stage.signed(stage.endorsed(1)) for _ in range(4)]
    together = threading.Barrier(len(decisions))

    def give(decision: Decision) -> int | None:
        together.wait(20)
        try:
            return number(stage, decision, value).number
        except Refused as refused:
            assert refused.families == {"papers"}
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(decisions)) as pool:
        given = [each.result(60) for each in [pool.submit(give, decision) for decision in decisions]]
    expected = [1, 2, 3, 4] if value is None else [7]
    assert sorted(each for each in given if each is not None) == expected
