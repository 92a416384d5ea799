"""Whole lives, every message read: nobody learns of a dossier he may not open, or what only its page may say."""

import pytest

from dossiers import access, readers
from dossiers.models import Dossier, RestrictedReason
from dossiers.vocabulary import State
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.notifications.golden import TEXTS, letter
from tests.world import bring, do, fresh, make_world

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SECRET = "Đơn tố cáo của ông Khuất Văn Kín"
REASONS = "Bị kỷ luật khiển trách năm 2025, chưa đủ mười hai tháng."
ENDS = [State.REFUSED, State.INELIGIBLE, State.WITHDRAWN, State.REVOKED]


def test_whole_lives_tell_nobody_more_than_he_may_know():
    world = lives()
    every_reader_may_open_what_the_message_names()
    no_message_says_a_reason_a_name_or_a_vote()
    a_nominee_hears_of_the_own_line_only()
    people_of_another_unit_or_body_hear_nothing_of_it(world)


def test_no_text_speaks_of_votes_conflicts_discipline_or_restricted_reasons():
    unsaid = (
        "số phiếu", "phiếu thuận", "phiếu chống", "tán thành", "tỷ lệ", "kỷ luật",
        "khiển trách", "tố cáo", "khiếu nại", "xung đột", "đơn thư",
    )
    said = {text: letter(text).lower() for text in TEXTS}
    assert [(text, word) for text, words in said.items() for word in unsaid if word in words] == []


def lives():
    """Lines of every fate in two units, one of them held for a restricted reason; nominees have accounts."""
    world = make_world()
    for unit, head in ((world.unit, world.head), (world.other_unit, world.other_head)):
        world.head = head
        for state in ENDS:
            own = make.make_person(unit, user=make.make_user(), name=f"Ứng viên {unit.code} {state}")
            bring(world, state, unit=unit, nominees=[own])
        rows = bring(world, State.APPRAISING, unit=unit)
        do(world, "hold", rows, reason=REASONS, public_line="Chờ xác minh thông tin", restricted=SECRET)
        rows = do(world, "return_for_correction", bring(world, State.APPRAISING, unit=unit), reason=REASONS)
        do(world, "resubmit", fresh(rows))
    make.make_holder("office", make.make_body("KHAC"), name="Người ở nơi khác")
    outbox.announce(limit=10_000)
    return world


def every_reader_may_open_what_the_message_names():
    rows = list(Delivery.objects.select_related("user"))
    codes = {dossier.code: dossier.pk for dossier in Dossier.objects.all()}
    seen = {row.user: set(access.visible(row.user).values_list("code", flat=True)) for row in rows}
    named = [(row.user, code) for row in rows for code in codes if f"– {code}:" in row.body or code in row.subject]
    assert len(named) > 60
    assert {(user.full_name, code) for user, code in named if code not in seen[user]} == set()
    asked_together = readers.seers(seen, list(codes.values()))
    assert asked_together == {(user.pk, codes[code]) for user, theirs in seen.items() for code in theirs}


def no_message_says_a_reason_a_name_or_a_vote():
    assert RestrictedReason.objects.filter(text=SECRET).count() == 2
    said = "\n".join(f"{row.subject}\n{row.body}" for row in Delivery.objects.all())
    for word in (SECRET, REASONS, "Chờ xác minh", "tố cáo", "kỷ luật", "Ứng viên", "phiếu", "đồng ý:", "/5", "Ủy Viên"):
        assert word not in said, word


def a_nominee_hears_of_the_own_line_only():
    for nominee in [dossier.nominee for dossier in Dossier.objects.exclude(nominee__user=None)]:
        own = set(nominee.dossiers.values_list("code", flat=True))
        bodies = "\n".join(Delivery.objects.filter(user=nominee.user).values_list("body", flat=True))
        named = {code for code in Dossier.objects.values_list("code", flat=True) if f"– {code}:" in bodies}
        assert named == own


def people_of_another_unit_or_body_hear_nothing_of_it(world):
    other = Dossier.objects.filter(unit=world.other_unit).values_list("code", flat=True)
    first_head = world.unit.posts.get(role="unit_head").user
    heard = "\n".join(Delivery.objects.filter(user=first_head).values_list("body", flat=True))
    assert [code for code in other if f"– {code}:" in heard] == []
    assert Delivery.objects.filter(user__full_name="Người ở nơi khác").count() == 0
    assert Delivery.objects.filter(user=world.inspector).count() == 0
