"""Codes of hand-ins and dossiers, by the pattern of the office; default unit–date–serial."""

from datetime import date
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.transaction import TransactionManagementError

from dossiers.models import CodePattern, Counter, Unit

Kind = Literal["hand_in", "dossier"]

LONGEST = 64
DEFAULT_PATTERNS: dict[str, str] = {"hand_in": "{unit}-{day}-TT{serial}", "dossier": "{unit}-{day}-{serial}"}
_SLOT = "\0"


def next_code(kind: Kind, unit: Unit, *, day: date) -> str:
    """The next code of `kind` for `unit` on `day`; as `next_codes`."""
    return next_codes(kind, unit, 1, day=day)[0]


def next_codes(kind: Kind, unit: Unit, count: int, *, day: date) -> list[str]:
    """`count` codes in a row. The counter's row stays locked until the surrounding transaction ends.

    Raises TransactionManagementError outside a transaction and ValidationError if the office's pattern is unusable.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("codes are taken inside the transaction that uses them")
    stem = _stem(pattern_of(kind), unit, day)
    last = _advance(f"{kind}:{stem.replace(_SLOT, '#')}", count)
    return [stem.replace(_SLOT, f"{serial:03d}") for serial in range(last - count + 1, last + 1)]


def pattern_of(kind: Kind) -> str:
    """The pattern of the office for `kind`, else the default one."""
    own = CodePattern.objects.filter(kind=kind).values_list("pattern", flat=True).first()
    return own or DEFAULT_PATTERNS[kind]


def check_pattern(pattern: str) -> None:
    """Raise ValidationError, in words for the administrator, if `pattern` cannot make codes that stay apart."""
    sample = _stem(pattern, Unit(code="DONVI"), date(2000, 12, 31))
    if len(sample) > LONGEST - 5:
        raise ValidationError(f"Mẫu mã quá dài: mã có thể vượt {LONGEST} ký tự.")


def _stem(pattern: str, unit: Unit, day: date) -> str:
    """The code with everything filled in but the serial: codes that share it share a counter."""
    try:
        stem = pattern.format(unit=unit.code, day=f"{day:%Y%m%d}", year=day.year, serial=_SLOT)
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ValidationError("Mẫu mã chỉ được dùng {unit}, {day}, {year} và {serial}.") from error
    if stem.count(_SLOT) != 1:
        raise ValidationError("Mẫu mã phải có {serial} đúng một lần để các mã không trùng nhau.")
    return stem


def _advance(scope: str, count: int) -> int:
    # One statement that inserts or adds: two first comers wait for each other instead of failing.
    table = Counter._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (scope, value) VALUES (%s, %s) "
            f"ON CONFLICT (scope) DO UPDATE SET value = {table}.value + excluded.value RETURNING value",
            [scope, count],
        )
        return int(cursor.fetchone()[0])
