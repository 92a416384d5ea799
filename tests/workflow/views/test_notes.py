"""Internal notes: the people of the body write and read them; nobody else ever meets a word of them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import access, clock, notes
from dossiers.models import Dossier, Nominee, Note, User
from dossiers.rules.objection import Refused
from dossiers.vocabulary import Level, Role, State
from notifications import outbox
from notifications.models import Delivery
from tests import factories as make
from tests.world import World, bring, convene, do, make_world
from workflow.models import Entry, Procedure

pytestmark = pytest.mark.django_db

SECRET = "Có đơn phản ánh chưa rõ người gửi"
ABOUT_ALL = "Đơn vị này hay gửi muộn"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def row(world) -> Dossier:
    """A line in appraisal, its nominee with an account, with a note on it and one on its hand-in."""
    person = make.make_person(world.unit, user=make.make_user(name="Mai Thị Được"))
    with outbox.recorder():
        row = bring(world, State.APPRAISING, nominees=[person])[0]
    notes.write(SECRET, body=world.body, actor=world.appraiser, dossier=row)
    notes.write(ABOUT_ALL, body=world.body, actor=world.office_head, hand_in=row.hand_in)
    return row


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def procedure_of(row: Dossier) -> Procedure:
    return Procedure.objects.filter(lines__dossier=row, kind="hand_in").latest("pk")


def told(user: User, url: str) -> tuple[bool, bool]:
    """Whether the page says the note on the line, the note on the hand-in."""
    text = browser(user).get(url).content.decode()
    return SECRET in text, ABOUT_ALL in text


def test_the_people_of_the_body_read_them_beside_the_line(world, row):
    url = reverse("workflow:work", args=[procedure_of(row).pk])
    readers = (world.office_head, world.appraiser, world.other_appraiser, world.decider, world.deputy, world.clerk)
    assert [told(user, url) for user in readers] == [(True, True)] * 6


@pytest.mark.slow
def test_nobody_else_meets_a_word_of_them_on_any_page(world, row):
    make.make_holder(Role.OFFICE, world.above, name="Lý Văn Cấp Trên")
    member, administrator = world.members[0], make.make_holder(Role.ADMINISTRATOR, world.body)
    convene(world, do(world, "clear", [row]))
    nominee = row.nominee.user
    outside = (world.head, world.drafter, world.other_head, world.inspector, world.secretary, member, administrator,
               nominee, User.objects.get(full_name="Lý Văn Cấp Trên"))
    pages = [
        reverse("workflow:inbox"), reverse("workflow:work", args=[procedure_of(row).pk]),
        reverse("workflow:dossier", args=[row.code]), reverse("dossiers:hand_in", args=[row.hand_in_id]),
        reverse("dossiers:dossier_list") + "?q=phan+anh", reverse("dossiers:dossier_list"),
        f"{reverse('workflow:why_not', args=[row.code])}?viec=clear",
    ]
    seen = {(user.full_name, url): told(user, url) for user in outside for url in pages}
    assert {place for place, found in seen.items() if any(found)} == set()
    statuses = [browser(user).get(pages[2]).status_code for user in (world.head, world.inspector, member, nominee)]
    assert statuses == [200] * 4  # they do see the dossier; only the notes are not theirs


def test_no_message_and_no_entry_of_the_journal_repeats_them(world, row):
    with outbox.recorder():
        do(world, "return_for_correction", [row])
    outbox.announce()
    assert Delivery.objects.exists()
    assert [each for each in Delivery.objects.all() if SECRET in each.body or SECRET in each.subject] == []
    assert [each for each in Entry.objects.all() if SECRET in f"{each.reason} {each.facts}"] == []


def test_the_nominee_who_works_at_the_body_reads_neither_what_is_noted_of_the_own_line_nor_of_its_hand_in(world, row):
    Nominee.objects.filter(pk=row.nominee_id).update(user=world.appraiser)
    url = reverse("workflow:work", args=[procedure_of(row).pk])
    assert told(world.appraiser, url) == told(world.appraiser, f"{url}?dong={row.code}") == (False, False)
    with pytest.raises(Refused, match="có hồ sơ của chính bạn"):
        notes.write("Đủ cả.", body=world.body, actor=world.appraiser, hand_in=row.hand_in)
    row.refresh_from_db()
    with pytest.raises(Refused, match="hồ sơ của chính bạn"):
        notes.write("Đủ cả.", body=world.body, actor=world.appraiser, dossier=row)


def test_a_post_that_ended_and_another_body_close_them(world, row):
    above = make.make_holder(Role.OFFICE_HEAD, make.make_body("BTP", level=Level.MINISTRY))
    world.clerk.posts.update(valid_to=clock.today() - timedelta(days=1))
    readers = (world.appraiser, above, world.clerk)
    assert [access.visible_notes(user).count() for user in readers] == [2, 0, 0]


def test_a_note_is_written_on_the_screen_about_the_line_or_the_hand_in(world):
    row = bring(world, State.APPRAISING)[0]
    url = reverse("workflow:note_add", args=[procedure_of(row).pk])
    office = browser(world.appraiser)
    sent = [{"ghi_chu": " Chờ xác minh. ", "dong": row.code, "ve": "ho-so"}] * 2
    sent += [{"ghi_chu": "Hỏi lại đơn vị.", "dong": row.code, "ve": "to-trinh"}]
    assert [office.post(url, data).status_code for data in sent] == [302] * 3
    assert list(Note.objects.order_by("pk").values_list("dossier", "hand_in", "text", "author", "body")) == [
        (row.pk, None, "Chờ xác minh.", world.appraiser.pk, world.body.pk),
        (None, row.hand_in_id, "Hỏi lại đơn vị.", world.appraiser.pk, world.body.pk),
    ]


@pytest.mark.parametrize(
    ("words", "why"), [(" ", "Ghi chú chưa có nội dung."), ("Ă" * 2001, "ghi không quá 2000 ký tự")]
)
def test_a_note_without_words_or_with_too_many_is_refused_and_stays_typed(world, words, why):
    row = bring(world, State.APPRAISING)[0]
    url = reverse("workflow:note_add", args=[procedure_of(row).pk])
    answer = browser(world.appraiser).post(url, {"ghi_chu": words, "dong": row.code})
    text = answer.content.decode()
    assert (answer.status_code, why in text, words in text) == (409, True, True)
    assert not Note.objects.exists()


def test_who_reads_none_writes_none(world, row):
    url = reverse("workflow:note_add", args=[procedure_of(row).pk])
    data = {"ghi_chu": "Của tôi.", "dong": row.code}
    outside = (world.head, world.inspector, world.other_head, row.nominee.user)
    assert [browser(user).post(url, data).status_code for user in outside] == [404] * 4
    with pytest.raises(Refused, match="do người của cơ quan này ghi"):
        notes.write("Của tôi.", body=world.body, actor=world.head, dossier=row)
    assert Note.objects.count() == 2


def test_a_note_on_a_line_of_another_hand_in_finds_nothing(world, row):
    other = bring(world, State.APPRAISING, unit=world.unit)[0]
    url = reverse("workflow:note_add", args=[procedure_of(row).pk])
    answer = browser(world.appraiser).post(url, {"ghi_chu": "Nhầm dòng.", "dong": other.code, "ve": "ho-so"})
    assert (answer.status_code, Note.objects.count()) == (404, 2)


def test_the_author_strikes_it_the_same_day_and_it_stays_readable(world, row):
    note = Note.objects.get(dossier=row)
    url = reverse("workflow:note_strike", args=[procedure_of(row).pk, note.pk])
    assert browser(world.other_appraiser).post(url).status_code == 409
    assert browser(world.head).post(url).status_code == 404
    assert browser(world.appraiser).post(url, {"dong": row.code}).status_code == 302
    text = browser(world.office_head).get(reverse("workflow:work", args=[procedure_of(row).pk])).content.decode()
    assert (f"<s>{SECRET}</s>" in text, "đã gạch bỏ" in text) == (True, True)


def test_after_the_day_a_note_stands(world, row):
    note = Note.objects.get(dossier=row)
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert notes.strikable(note, world.appraiser) is False
        with pytest.raises(Refused, match="chỉ gạch bỏ được trong ngày"):
            notes.strike(note, actor=world.appraiser)
    assert Note.objects.get(pk=note.pk).struck_at is None
