"""Pages of papers that ask this body: entered, answered, approved, sent; who sees them, and what they never show."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiers import clock
from dossiers.models import Nominee
from dossiers.vocabulary import Role
from tests import factories as make
from tests.dossiers.files import PDF
from tests.walking import browser
from tests.workflow.enquiry.conftest import asked, known  # noqa: F401
from tests.world import do
from workflow.models import Enquiry

RESTRICTED = "Có đơn tố cáo đang xác minh."
SECRET = "Từng bị nhắc nhở năm 2024."


def page(user, url: str, status: int = 200) -> str:
    answer = browser(user).get(url)
    assert answer.status_code == status
    return answer.content.decode()


def of(enquiry: Enquiry, name: str = "enquiry") -> str:
    return reverse(f"workflow:{name}", args=[enquiry.pk])


def test_a_paper_is_entered_on_the_page_with_its_scan(asked):  # noqa: F811
    today = f"{clock.today():%d/%m/%Y}"
    typed = {
        "sender": "Bộ Tư pháp", "number": "812/BTP-TĐKT", "dated": today, "received_on": today, "due_on": today,
        "question": "Cho ý kiến.", "people": "Trần Thị Quen; Trưởng phòng; Phòng Hành chính; Bằng khen\n\nLê Lạ",
        "scan": SimpleUploadedFile("812.pdf", PDF),
    }
    url = reverse("workflow:enquiry_new", args=[asked.world.body.code])
    assert browser(asked.world.appraiser).post(url, typed).status_code == 302
    enquiry = Enquiry.objects.get()
    assert list(enquiry.lines.values_list("name", "job")) == [("Trần Thị Quen", "Trưởng phòng"), ("Lê Lạ", "")]
    assert browser(asked.world.appraiser).get(of(enquiry, "enquiry_scan")).status_code == 200
    page(asked.world.head, url, 404)


def test_the_office_sees_what_is_known_of_each_and_never_a_restricted_reason(asked, known):  # noqa: F811
    do(asked.world, "hold", [known], reason=RESTRICTED, restricted=RESTRICTED)
    enquiry = asked.enter()
    text = page(asked.world.appraiser, of(enquiry))
    assert (known.award.name in text, "Tạm dừng xét" in text, "Hệ thống chưa có ai tên này." in text) == (
        True, True, True,
    )
    assert RESTRICTED not in text


def test_from_the_draft_to_the_reply_on_the_pages(asked, known):  # noqa: F811
    world, enquiry = asked.world, asked.enter()
    first, second = enquiry.lines.all()
    typed = {
        f"y-kien-{first.pk}": "agree", f"nguoi-{first.pk}": known.nominee_id, f"y-kien-{second.pk}": "other",
        f"noi-dung-{second.pk}": SECRET, "trinh": 1,
    }
    assert of(enquiry) in page(world.appraiser, reverse("workflow:inbox"))
    assert browser(world.appraiser).post(of(enquiry, "enquiry_draft"), typed).status_code == 302
    first.refresh_from_db()
    assert (first.nominee, Enquiry.objects.get().standing) == (known.nominee, "laid")
    assert of(enquiry) in page(world.office_head, reverse("workflow:inbox"))
    page(world.appraiser, of(enquiry, "reply_paper"), 404)
    browser(world.office_head).post(of(enquiry, "enquiry_approve"))
    assert browser(world.appraiser).get(of(enquiry, "reply_paper")).status_code == 200
    sent = {"number": "90/STP-VP", "dated": f"{clock.today():%d/%m/%Y}"}
    browser(world.clerk).post(of(enquiry, "enquiry_send"), sent)
    assert "Đã trả lời bằng văn bản 90/STP-VP" in page(world.appraiser, of(enquiry))
    assert of(enquiry) not in page(world.appraiser, reverse("workflow:inbox"))


def test_what_is_refused_keeps_what_was_typed(asked):  # noqa: F811
    enquiry = asked.enter()
    first, _ = enquiry.lines.all()
    typed = {f"y-kien-{first.pk}": "agree", f"noi-dung-{first.pk}": SECRET, "trinh": 1}
    answer = browser(asked.world.appraiser).post(of(enquiry, "enquiry_draft"), typed)
    text = answer.content.decode()
    assert (answer.status_code, "Chưa có ý kiến trả lời về Lê Lạ." in text, SECRET in text) == (409, True, True)
    assert ("Nội dung đã nhập đã được lưu" in text, "Chưa có gì được ghi" in text) == (True, False)


@pytest.mark.parametrize("who", ["head", "secretary", "stranger"])
def test_nobody_else_opens_an_enquiry(asked, who):  # noqa: F811
    enquiry = asked.enter()
    asked.draft(enquiry, "other", SECRET)
    user = make.make_holder(Role.OFFICE, make.make_body()) if who == "stranger" else getattr(asked.world, who)
    for name in ("enquiry", "enquiry_scan", "reply_paper"):
        page(user, of(enquiry, name), 404)
    for name in ("enquiry_draft", "enquiry_approve", "enquiry_extend", "enquiry_send"):
        assert browser(user).post(of(enquiry, name)).status_code == 404
    assert enquiry.number not in page(user, reverse("workflow:enquiries"))


def test_who_is_asked_about_reads_nothing_of_the_answer(asked, known):  # noqa: F811
    enquiry = asked.enter()
    asked.draft(enquiry, "other", SECRET)
    Nominee.objects.filter(pk=known.nominee_id).update(user=asked.world.office_head)
    text = page(asked.world.office_head, of(enquiry))
    assert ("Văn bản hỏi về chính bạn" in text, text.count(SECRET)) == (True, 1)


@pytest.mark.parametrize("name", ["enquiry", "enquiries"])
def test_pages_take_few_statements_for_one_person_and_for_thirty(asked, name, django_assert_max_num_queries):  # noqa: F811
    from workflow.enquiry.replying import Person

    counts = []
    for count in (1, 30):
        enquiry = asked.enter(*[Person(f"Trần Thị {n}") for n in range(count)], number=f"{count}/BTP")
        client, asked_for = browser(asked.world.appraiser), [enquiry.pk] if name == "enquiry" else []
        with django_assert_max_num_queries(12) as said:
            assert client.get(reverse(f"workflow:{name}", args=asked_for)).status_code == 200
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_the_inbox_counts_what_it_does_not_list_and_speaks_of_no_term_where_there_is_none(asked):  # noqa: F811
    asked.enter(number="1/KHONG-HAN", due_on=None)
    text = page(asked.world.appraiser, reverse("workflow:inbox"))
    assert ("không tính hạn" in text, "hạn không tính hạn" in text, "việc như vậy" in text) == (True, False, False)
    for number in range(2, 34):
        asked.enter(number=f"{number}/BTP")
    text = page(asked.world.appraiser, reverse("workflow:inbox"))
    assert ("Còn 3 việc như vậy" in text, text.count("văn bản hỏi ý kiến đến;")) == (True, 30)
    assert "1/KHONG-HAN" not in text  # what has no term comes last
