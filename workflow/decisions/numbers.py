"""Numbers of papers: typed from the agency's register, or taken from the product's own ('sổ riêng').

NĐ 30/2020 Đ.15(1) [T]: numbers start at 01 on 01/01 and are unique within the year. Unique holds always, per body,
symbol and year; where the product keeps the register the numbers are dense as well.
"""

from datetime import date

from django.utils import timezone

from dossiers import clock, text
from dossiers.models import Counter, Unit
from dossiers.rules.objection import Objection, Refused
from dossiers.vocabulary import Evidence, Family
from workflow.decisions.models import Decision, DecisionKind
from workflow.rights import incomplete

LONGEST_SYMBOL = 32
HIGHEST = 999_999  # far above what an agency issues in a year, well within the column
PREFIXES = {DecisionKind.LETTER: "TTr"}
DEFAULT_PREFIX = "QĐ"


def default_symbol(kind: str, body: Unit) -> str:
    """'QĐ-STP' for decisions and revocations, 'TTr-STP' for letters upward."""
    return f"{PREFIXES.get(DecisionKind(kind), DEFAULT_PREFIX)}-{body.symbol or body.code}"


def serial(scope: str) -> int:
    """The next serial of `scope`, from 1; its counter stays locked until the transaction ends."""
    counter = _locked(scope)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value


def next_of_own_register(body: Unit, symbol: str, year: int) -> int:
    """The number that the own register would give now; for showing only."""
    kept = Counter.objects.filter(scope=_scope(body.pk, symbol, year)).values_list("value", flat=True).first()
    return max(kept or 0, _highest(body.pk, symbol, year)) + 1


def keeps_own_register(body: Unit, symbol: str, year: int) -> bool:
    """Whether a number of this symbol was taken from the product's own register this year."""
    return Counter.objects.filter(scope=_scope(body.pk, symbol, year), value__gt=0).exists()


def give(decision: Decision, *, number: int | None, symbol: str, dated: date) -> None:
    """Put a number on `decision` in memory: `number`, or for None the next of the own register.

    The row of the register is locked first, so that two papers never get one number. Raises Refused, naming the paper
    that has the number already.
    """
    symbol = text.nfc(symbol) or default_symbol(decision.kind, decision.body)
    found = [*faults(number, symbol), *date_objections(decision, dated)]
    if any(one.blocks for one in found):
        raise Refused(general=found)
    if (number, symbol, dated.year) == (decision.number, decision.symbol, decision.year):
        # The number stays; only its day, or what goes with it, is corrected.
        decision.dated = dated
        return
    _give_back(decision)
    own = _locked(_scope(decision.body_id, symbol, dated.year))
    if number is None:
        number = _next(own, decision, symbol, dated.year)
    else:
        _keep_dense(own, number, symbol)
    refuse_a_clash(decision, number, symbol, dated.year)
    decision.number, decision.symbol, decision.dated, decision.year = number, symbol, dated, dated.year


def date_objections(decision: Decision, dated: date) -> list[Objection]:
    """What stands against dating the paper `dated`: never in the future; before its signing is only remarked."""
    found = []
    if dated > clock.today():
        found.append(incomplete(f"Ngày văn bản {dated:%d/%m/%Y} ở tương lai.", mend="Ghi ngày ban hành thực tế"))
    signed = decision.signed_at
    if signed is not None and dated < timezone.localdate(signed):
        found.append(
            Objection(
                Family.PAPERS, f"Ngày văn bản {dated:%d/%m/%Y} trước ngày ký {timezone.localdate(signed):%d/%m/%Y}.",
                citation="Điều 8, Điều 15 Nghị định 30/2020/NĐ-CP", evidence=Evidence.SECONDARY,
                mend="Kiểm tra lại ngày ban hành",
            )
        )
    return found


def lock_register(body_id: int, symbol: str, year: int) -> None:
    """Make other givers of numbers for this body, symbol and year wait until the transaction ends."""
    _locked(_scope(body_id, symbol, year))


def refuse_a_clash(decision: Decision, number: int, symbol: str, year: int) -> None:
    """Raise Refused naming the paper that already bears this number."""
    same = Decision.objects.filter(body=decision.body_id, symbol=symbol, year=year, number=number)
    other = same.exclude(pk=decision.pk).first()
    if other is not None:
        told = f"Số {other.full_number} năm {year} đã cấp cho văn bản '{other.title}' ngày {other.dated:%d/%m/%Y}."
        raise Refused(general=[incomplete(told, mend="Kiểm tra sổ văn bản đi và ghi số khác")])


def _scope(body_id: int, symbol: str, year: int) -> str:
    return f"number:{body_id}:{symbol}:{year}"


def _locked(scope: str) -> Counter:
    # Insert-or-ignore, then lock: two first comers wait for each other instead of failing.
    Counter.objects.bulk_create([Counter(scope=scope)], ignore_conflicts=True)
    return Counter.objects.select_for_update().get(scope=scope)


def faults(number: int | None, symbol: str) -> list[Objection]:
    """What no register writes: a number below 01 or beyond HIGHEST, a symbol that is too long."""
    found = []
    if number is not None and number < 1:
        found.append(incomplete("Số văn bản phải từ 01 trở lên.", mend="Ghi số theo sổ văn bản đi"))
    if number is not None and number > HIGHEST:
        found.append(incomplete(f"Số văn bản không quá {HIGHEST}.", mend="Ghi số theo sổ văn bản đi"))
    if len(symbol) > LONGEST_SYMBOL:
        found.append(incomplete(f"Ký hiệu dài quá {LONGEST_SYMBOL} ký tự.", mend="Ghi ký hiệu, ví dụ QĐ-STP"))
    return found


def _highest(body_id: int, symbol: str, year: int, *, but: int | None = None) -> int:
    rows = Decision.objects.filter(body=body_id, symbol=symbol, year=year, number__isnull=False).exclude(pk=but)
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def _next(own: Counter, decision: Decision, symbol: str, year: int) -> int:
    # A register begun in the middle of the year goes on after the numbers typed before.
    own.value = max(own.value, _highest(decision.body_id, symbol, year, but=decision.pk)) + 1
    own.save(update_fields=["value"])
    return own.value


def _keep_dense(own: Counter, number: int, symbol: str) -> None:
    """A number typed although the own register is in use: the next one is taken from it, a later one is refused."""
    if not own.value or number <= own.value:
        return
    if number > own.value + 1:
        told = f"Sổ riêng {symbol} do hệ thống giữ, số kế tiếp là {own.value + 1:02d}; ghi số {number} làm trống số."
        raise Refused(general=[incomplete(told, mend="Chọn 'Lấy số tiếp theo của sổ riêng'")])
    own.value = number
    own.save(update_fields=["value"])


def _give_back(decision: Decision) -> None:
    """A corrected number: the last one taken from the own register returns to it; an earlier one would leave a gap."""
    if decision.number is None or decision.year is None:
        return
    own = _locked(_scope(decision.body_id, decision.symbol, decision.year))
    if own.value and decision.number < own.value:
        told = f"Số {decision.full_number} lấy từ sổ riêng và đã có số sau nó nên không đổi được."
        raise Refused(general=[incomplete(told, mend="Giữ số đã cấp")])
    if own.value == decision.number:
        own.value -= 1
        own.save(update_fields=["value"])
