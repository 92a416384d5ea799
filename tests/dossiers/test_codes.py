"""Codes follow the office's pattern and never repeat."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from dossiers import codes
from dossiers.models import CodePattern, Counter, Dossier
from tests.factories import make_draft, make_unit

DAY = date(2026, 11, 28)


@pytest.mark.django_db
def test_by_default_a_code_is_unit_day_serial():
    unit = make_unit("P01")
    assert codes.next_codes("dossier", unit, 3, day=DAY) == ["P01-20261128-001", "P01-20261128-002", "P01-20261128-003"]
    assert codes.next_code("hand_in", unit, day=DAY) == "P01-20261128-TT001"


@pytest.mark.django_db
def test_another_unit_and_another_day_begin_anew():
    first, second = make_unit("P01"), make_unit("P02")
    assert codes.next_code("dossier", first, day=DAY) == "P01-20261128-001"
    assert codes.next_code("dossier", second, day=DAY) == "P02-20261128-001"
    assert codes.next_code("dossier", first, day=date(2026, 11, 29)) == "P01-20261129-001"
    assert codes.next_code("dossier", first, day=DAY) == "P01-20261128-002"


@pytest.mark.django_db
def test_the_pattern_of_the_office_decides_how_far_a_serial_runs():
    CodePattern.objects.create(kind="dossier", pattern="HS{year}/{serial}")
    first, second = make_unit("P01"), make_unit("P02")
    assert codes.next_code("dossier", first, day=DAY) == "HS2026/001"
    assert codes.next_code("dossier", second, day=date(2026, 1, 2)) == "HS2026/002"
    assert codes.next_code("dossier", second, day=date(2027, 1, 2)) == "HS2027/001"


@pytest.mark.django_db
def test_taking_codes_costs_the_same_for_one_and_for_many(django_assert_num_queries):
    unit = make_unit("P01")
    with django_assert_num_queries(2):
        codes.next_code("dossier", unit, day=DAY)
    with django_assert_num_queries(2):
        codes.next_codes("dossier", unit, 500, day=DAY)


@pytest.mark.django_db
def test_a_code_cannot_be_stored_twice():
    first, second = make_draft(), make_draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=second.pk).update(code=first.code)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{unit}-{day}", "Mẫu mã phải có {serial} đúng một lần để các mã không trùng nhau."),
        ("{serial}-{serial}", "Mẫu mã phải có {serial} đúng một lần để các mã không trùng nhau."),
        ("{unit}-{person}-{serial}", "Mẫu mã chỉ được dùng {unit}, {day}, {year} và {serial}."),
        ("{unit.name}-{serial", "Mẫu mã chỉ được dùng {unit}, {day}, {year} và {serial}."),
        ("x" * 70 + "{serial}", "Mẫu mã quá dài: mã có thể vượt 64 ký tự."),
    ],
)
def test_an_unusable_pattern_is_refused_in_words(pattern, words):
    with pytest.raises(ValidationError) as refused:
        codes.check_pattern(pattern)
    assert refused.value.messages == [words]


@pytest.mark.django_db(transaction=True)
def test_codes_are_taken_only_inside_a_transaction():
    with pytest.raises(TransactionManagementError):
        codes.next_code("dossier", make_unit("P01"), day=DAY)
    assert Counter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_takers_at_the_same_moment_get_different_codes():
    unit, taken = make_unit("P01"), []

    def take() -> None:
        try:
            with transaction.atomic():
                taken.extend(codes.next_codes("dossier", unit, 5, day=DAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [f"P01-20261128-{serial:03d}" for serial in range(1, 31)]
