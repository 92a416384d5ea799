"""The list of hand-ins says where each stands and what its reader does next."""

import pytest
from django.urls import reverse

from dossiers import access, drafting, queries, roles
from dossiers.hand_in_rows import rows_of
from dossiers.models import Dossier, HandIn
from tests.dossiers.places import make_office
from tests.factories import make_draft
from workflow import triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def hand_in(office) -> HandIn:
    return drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter)


def row(user):
    grants = roles.grants_of(user)
    seen = list(queries.hand_ins_for_list(access.visible_hand_ins(user)))
    (found,) = rows_of(seen, access.as_shown(user), grants)
    return found


def standing(hand_in, *states: str) -> None:
    """The hand-in as it is once it was sent and its lines came to these states."""
    HandIn.objects.filter(pk=hand_in.pk).update(submitted_at=hand_in.created_at)
    for state in states:
        line = make_draft(hand_in=hand_in)
        with triggers.lifted():
            Dossier.objects.filter(pk=line.pk).update(state=state, body=hand_in.to_body)


def test_a_draft_leads_to_its_list_then_to_its_papers(office, hand_in):
    assert (row(office.drafter).next, row(office.drafter).url) == (
        "Lập danh sách đề nghị", reverse("dossiers:grid", args=[hand_in.pk])
    )
    make_draft(hand_in=hand_in)
    assert [row(user).next for user in (office.drafter, office.head)] == [
        "Bổ sung giấy tờ, trình thủ trưởng duyệt", "Kiểm tra rồi duyệt và gửi"
    ]


def test_what_lies_before_the_head_is_read_by_the_head(office, hand_in):
    make_draft(hand_in=hand_in)
    about = {"prepared_at": hand_in.created_at, "prepared_by": office.drafter}
    HandIn.objects.filter(pk=hand_in.pk).update(**about)
    assert [(row(user).next, row(user).mine) for user in (office.drafter, office.head)] == [
        ("Chờ thủ trưởng duyệt", False), ("Đọc và duyệt", True)
    ]
    HandIn.objects.filter(pk=hand_in.pk).update(prepared_at=None, prepared_by=None, head_note="Thiếu người")
    assert row(office.drafter).next == "Sửa theo ý kiến thủ trưởng"


@pytest.mark.parametrize(
    ("states", "of_unit", "of_office"),
    [
        (["submitted", "submitted"], ("Chờ Sở Tư pháp tiếp nhận", False), ("Tiếp nhận 2 hồ sơ", True)),
        (["returned", "submitted"], ("Bổ sung 1 hồ sơ theo yêu cầu", True), ("Chờ đơn vị bổ sung 1 hồ sơ", False)),
        (["draft", "appraising"], ("Bổ sung và gửi 1 hồ sơ còn lại", True), ("Theo dõi kết quả", False)),
        (["granted", "refused"], ("Đã xong", False), ("Đã xong", False)),
    ],
)
def test_a_sent_one_says_who_has_to_do_what(office, hand_in, states, of_unit, of_office):
    standing(hand_in, *states)
    found = [row(user) for user in (office.head, office.keeper)]
    assert [(each.next, each.mine) for each in found] == [of_unit, of_office]


def test_states_are_counted_in_words_and_only_of_lines_that_are_seen(office, hand_in):
    standing(hand_in, "draft", "appraising", "appraising")
    assert row(office.head).states == ["1 đang soạn thảo", "2 đang thẩm định"]
    assert row(office.keeper).states == ["2 đang thẩm định"]


def test_a_report_is_written_and_sent(office):
    paper = drafting.create_hand_in(unit=office.unit, season=office.season, actor=office.drafter, kind="registration")
    assert (row(office.drafter).next, row(office.drafter).mine) == ("Viết nội dung, đính kèm rồi gửi", True)
    HandIn.objects.filter(pk=paper.pk).update(submitted_at=paper.created_at)
    assert (row(office.drafter).next, row(office.keeper).mine) == ("Đã xong", False)
