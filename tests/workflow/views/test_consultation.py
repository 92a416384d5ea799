"""Pages of a consultation: what those who ask see and do, what an addressee sees, and what nobody else is shown."""

import pytest
from django.urls import reverse

from dossiers import roles
from dossiers.models import Dossier, Nominee, StoredFile
from dossiers.vocabulary import Role, State
from tests import factories as make
from tests.dossiers.documents.reading import everything, opened
from tests.walking import browser
from tests.workflow.consultation.conftest import PARTY, Asking, asking, choices  # noqa: F401
from tests.world import bring, do, fresh
from workflow.consultation import reading
from workflow.models import Answer, Consultation, Procedure

SECRET = "Đang có đơn thư chưa giải quyết xong."


def page(user, url: str, status: int = 200) -> str:
    answer = browser(user).get(url, follow=True)
    assert answer.status_code == status
    return answer.content.decode()


def letter_page(letter: Consultation) -> str:
    return reverse("workflow:consultation", args=[letter.pk])


def answer_page(asking: Asking, letter: Consultation) -> str:  # noqa: F811
    return reverse("workflow:consultation_answer", args=[asking.inside(letter).pk])


def test_the_office_asks_about_the_ticked_lines_of_a_sheet(asking):  # noqa: F811
    rows = bring(asking.world, State.APPRAISING, 3)
    work = reverse("workflow:work", args=[Procedure.objects.get(open=True, lines__dossier=rows[0]).pk])
    office = browser(asking.world.appraiser)
    form = office.post(work, {"viec": "ask_consultation", "dossier": [row.pk for row in rows[:2]]}).content.decode()
    assert ("Lấy ý kiến: 2 hồ sơ" in form, asking.world.other_unit.name in form) == (True, True)
    typed = {
        "viec": "ask_consultation", "bieu_mau": 1, "dossier": [row.pk for row in rows[:2]], "question": "Ý kiến?",
        "inside": [asking.world.other_unit.pk], "outside": f"{PARTY}; 04 Lê Duẩn", "days": 7, "unit": "working",
    }
    assert office.post(work, typed).status_code == 302
    letter = Consultation.objects.get()
    assert [each.state for each in fresh(rows)] == [State.CONSULTING, State.CONSULTING, State.APPRAISING]
    assert list(letter.addressees.values_list("name", "address")) == [
        (asking.world.other_unit.name, ""), (PARTY, "04 Lê Duẩn"),
    ]


def test_of_a_line_on_hold_the_page_waits_for_nobody_and_says_why(asking):  # noqa: F811
    letter, rows = asking.ask(2, outside=[])
    asking.answer(letter, only=rows[1:])
    before = page(asking.world.appraiser, letter_page(letter))
    do(asking.world, "hold", rows[:1])
    after = page(asking.world.appraiser, letter_page(letter))
    for words, shown in (
        ("Chờ ý kiến của Phòng Bổ trợ", (True, False)), ("Đã có đủ ý kiến trả lời.", (False, True)),
        ("Đang tạm dừng xét, chưa hỏi", (False, True)), ("1 hồ sơ đang tạm dừng xét ra khỏi văn bản", (False, True)),
    ):
        assert (words in before, words in after) == shown, words


def test_a_form_without_addressees_says_so_and_keeps_what_was_typed(asking):  # noqa: F811
    row = bring(asking.world, State.APPRAISING)[0]
    url = reverse("workflow:act", args=[row.code, "ask_consultation"])
    answer = browser(asking.world.appraiser).post(url, {"question": "Có vướng gì không?", "days": 5, "unit": "working"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert ("Chưa chọn nơi được hỏi ý kiến." in text, "Có vướng gì không?" in text) == (True, True)


def test_the_page_names_who_is_missing_until_when_and_by_whose_word(asking):  # noqa: F811
    letter, rows = asking.ask(2, silence=True)
    asking.answer(letter, "disagree", SECRET)
    text = page(asking.world.appraiser, letter_page(letter))
    assert f"Chờ ý kiến của {PARTY}" in text
    assert (text.count(SECRET), text.count("cơ quan đặt"), "Coi như nhất trí" in text) == (2, 3, True)
    assert "Kết thúc lấy ý kiến" in text


def test_a_term_that_no_paper_founds_is_nowhere_called_the_offices_own(asking):  # noqa: F811
    letter, _ = asking.ask()
    Consultation.objects.filter(pk=letter.pk).update(due_citation="Mặc định", due_evidence="M")
    for user, url in (
        (asking.world.appraiser, letter_page(letter)), (asking.world.other_head, answer_page(asking, letter)),
    ):
        text = page(user, url)
        assert ("tham khảo, chưa có văn bản" in text, "cơ quan đặt" in text.lower()) == (True, False), url


def test_the_office_records_a_paper_for_many_lines_with_exceptions(asking):  # noqa: F811
    letter, rows = asking.ask(3)
    items = list(letter.items.order_by("pk"))
    url = reverse("workflow:consultation_record", args=[asking.outside(letter).pk])
    typed = {
        "answered_by": "Trần Văn Bí Thư", "number": "12-CV/ĐU", "dated": f"{letter.asked_at:%d/%m/%Y}",
        "y-kien": "agree", f"y-kien-{items[1].pk}": "disagree", f"noi-dung-{items[1].pk}": SECRET,
        f"y-kien-{items[2].pk}": "chua",
    }
    assert browser(asking.world.appraiser).post(url, typed).status_code == 302
    found = Answer.objects.order_by("item").values_list("item", "opinion", "text", "answered_by")
    assert list(found) == [
        (items[0].pk, "agree", "", "Trần Văn Bí Thư"), (items[1].pk, "disagree", SECRET, "Trần Văn Bí Thư"),
    ]
    assert "Còn thiếu 1 ý kiến" in page(asking.world.appraiser, letter_page(letter))


def test_an_addressee_finds_it_in_the_inbox_and_answers_all_lines_at_once(asking):  # noqa: F811
    letter, rows = asking.ask(2)
    head = asking.world.other_head
    inbox = page(head, reverse("workflow:inbox"))
    assert answer_page(asking, letter) in inbox
    shown = page(head, letter_page(letter))
    assert all(row.nominee_name in shown and row.code in shown for row in rows)
    sent = browser(head).post(answer_page(asking, letter), {"y-kien": "other", "noi-dung": "Cần nêu rõ thành tích."})
    assert sent.status_code == 302
    assert Answer.objects.filter(opinion="other", text="Cần nêu rõ thành tích.").count() == 2
    assert answer_page(asking, letter) not in page(head, reverse("workflow:inbox"))


def test_an_addressee_reads_neither_the_dossier_nor_what_others_say(asking):  # noqa: F811
    letter, rows = asking.ask(1)
    asking.record(letter, "disagree", SECRET)
    head = asking.world.other_head
    text = page(head, letter_page(letter))
    assert (SECRET in text, PARTY in text) == (False, False)
    page(head, reverse("workflow:dossier", args=[rows[0].code]), 404)
    page(head, reverse("workflow:consultation_record", args=[asking.outside(letter).pk]), 404)
    page(head, reverse("workflow:answer_scan", args=[Answer.objects.get().pk]), 404)


def test_an_addressee_does_not_see_the_own_line(asking):  # noqa: F811
    letter, rows = asking.ask(2)
    Nominee.objects.filter(pk=rows[0].nominee_id).update(user=asking.world.other_head)
    text = page(asking.world.other_head, letter_page(letter))
    assert (rows[0].nominee_name in text, rows[1].nominee_name in text) == (False, True)


@pytest.mark.parametrize("who", ["head", "drafter", "secretary", "stranger"])
def test_nobody_else_opens_the_letter_or_its_answers(asking, who):  # noqa: F811
    letter, _ = asking.ask(1)
    asking.record(letter, "disagree", SECRET)
    user = make.make_holder(Role.OFFICE, make.make_body()) if who == "stranger" else getattr(asking.world, who)
    for url in (letter_page(letter), answer_page(asking, letter)):
        page(user, url, 404)
    assert browser(user).post(reverse("workflow:consultation_close", args=[letter.pk])).status_code == 404
    assert str(letter) not in page(user, reverse("workflow:consultations"))


@pytest.mark.parametrize(("who", "reads", "knows"), [
    ("appraiser", True, True), ("decider", True, True), ("inspector", True, True), ("head", False, True),
])  # fmt: skip
def test_on_the_dossier_page_the_words_are_for_those_who_decide(asking, who, reads, knows):  # noqa: F811
    letter, rows = asking.ask(1)
    asking.answer(letter, "disagree", SECRET)
    text = page(getattr(asking.world, who), reverse("workflow:dossier", args=[rows[0].code]))
    assert (SECRET in text, str(letter) in text) == (reads, knows)


def test_the_unit_reads_the_words_where_the_office_allows_it(asking):  # noqa: F811
    letter, rows = asking.ask(1, unit_reads=True)
    asking.answer(letter, "disagree", SECRET)
    assert SECRET in page(asking.world.head, reverse("workflow:dossier", args=[rows[0].code]))


@pytest.mark.parametrize("post", ["", "head", "appraiser"])
def test_a_nominee_reads_nothing_of_it_whatever_posts_he_holds(asking, post):  # noqa: F811
    letter, rows = asking.ask(1, unit_reads=True)
    asking.answer(letter, "disagree", SECRET)
    nominee = getattr(asking.world, post) if post else make.make_user()
    Nominee.objects.filter(pk=rows[0].nominee_id).update(user=nominee)
    text = page(nominee, reverse("workflow:dossier", args=[rows[0].code]))
    assert (SECRET in text, str(letter) in text) == (False, False)
    if post == "appraiser":
        assert SECRET not in page(nominee, letter_page(letter))


def test_closing_early_without_a_reason_is_refused_in_words_and_done_with_one(asking):  # noqa: F811
    letter, rows = asking.ask(1)
    url, office = reverse("workflow:consultation_close", args=[letter.pk]), browser(asking.world.appraiser)
    refused = office.post(url, {"reason": ""})
    assert (refused.status_code, f"chưa có ý kiến của {asking.world.other_unit.name}; {PARTY}" in
            refused.content.decode()) == (409, True)
    assert office.post(url, {"reason": "Đã hết thời gian xét."}).status_code == 302
    assert fresh(rows)[0].state == State.APPRAISING
    assert "Đã kết thúc lúc" in page(asking.world.appraiser, letter_page(letter))


def test_the_term_is_lengthened_and_the_letter_numbered_on_the_page(asking):  # noqa: F811
    letter, _ = asking.ask(1)
    office = browser(asking.world.appraiser)
    office.post(reverse("workflow:consultation_extend", args=[letter.pk]), {"days": 3, "reason": "Đảng ủy đề nghị."})
    office.post(
        reverse("workflow:consultation_number", args=[letter.pk]),
        {"number": "123/STP-VP", "dated": f"{letter.asked_at:%d/%m/%Y}"},
    )
    text = page(asking.world.appraiser, letter_page(letter))
    assert ("gia hạn 1 lần thêm 3 ngày làm việc" in text, "123/STP-VP" in text) == (True, True)
    assert ("thêm 3 ngày làm việc, đến hết ngày" in text, "Lý do: Đảng ủy đề nghị." in text) == (True, True)


def test_a_scan_opens_for_those_who_ask(asking):  # noqa: F811
    letter, _ = asking.ask(1)
    kept = StoredFile.objects.create(sha256="a" * 64, size=1, content_type="application/pdf")
    asking.record(letter, scan=kept, scan_name="tra-loi.pdf")
    assert "bản quét" in page(asking.world.appraiser, letter_page(letter))


@pytest.mark.parametrize("name", ["consultation", "consultation_answer", "consultations", "inbox"])
def test_pages_take_few_statements_for_one_line_and_for_thirty(asking, name, django_assert_max_num_queries):  # noqa: F811
    counts = []
    for count in (1, 30):
        letter, _ = asking.ask(count)
        asking.record(letter)
        who = asking.world.other_head if name in ("consultation_answer", "inbox") else asking.world.appraiser
        client = browser(who)
        asked = {
            "consultation": [letter.pk], "consultation_answer": [asking.inside(letter).pk], "consultations": [],
            "inbox": [],
        }
        with django_assert_max_num_queries(16) as said:
            assert client.get(reverse(f"workflow:{name}", args=asked[name])).status_code == 200
        counts.append(len(said))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_what_others_said_stands_in_the_report_of_the_office_but_not_for_the_nominee(asking):  # noqa: F811
    letter, rows = asking.ask(2)
    asking.answer(letter, "disagree", SECRET)
    Nominee.objects.filter(pk=rows[0].nominee_id).update(user=asking.world.appraiser)
    lines = list(Dossier.objects.filter(pk__in=[row.pk for row in rows]).select_related("nominee").order_by("pk"))
    said = reading.in_short(lines, asking.world.appraiser, roles.grants_of(asking.world.appraiser))
    assert said == {rows[1].pk: f"Ý kiến: {asking.world.other_unit.name}: không nhất trí ({SECRET})."}
    assert reading.in_short(lines, asking.world.head, roles.grants_of(asking.world.head)) == {}


def test_the_letter_is_printed_with_its_list_for_those_who_ask(asking):  # noqa: F811
    letter, rows = asking.ask(2)
    url = reverse("workflow:consultation_paper", args=[letter.pk])
    answer = browser(asking.world.appraiser).get(url)
    assert (answer.status_code, rows[0].nominee_name in everything(opened(answer.content))) == (200, True)
    page(asking.world.other_head, url, 404)


def test_of_a_single_line_the_page_first_says_who_it_is_and_sets_nothing_apart(asking):  # noqa: F811
    (one, [row]), (many, rows) = asking.ask(1), asking.ask(2)
    single, listed = (page(asking.world.other_head, answer_page(asking, each)) for each in (one, many))
    assert single.index(row.nominee_name) < single.index('name="y-kien"')
    assert ("Chọn ý kiến rồi gửi." in single, "Tách riêng" in single) == (True, False)
    assert ("Chọn ý kiến rồi gửi." in listed, listed.count("Tách riêng<")) == (False, 2)
    assert all(listed.count(each.nominee_name) == 3 for each in rows)


def test_who_answers_the_rest_later_does_not_change_what_was_said_before(asking):  # noqa: F811
    letter, rows = asking.ask(3)
    first, second, third = letter.items.order_by("pk")
    asking.answer(letter, only=rows[:1])
    asking.answer(letter, "disagree", SECRET, only=rows[1:2])
    url, office = answer_page(asking, letter), browser(asking.world.other_head)
    shown = page(asking.world.other_head, url)
    assert "Đã trả lời 2/3 hồ sơ." in shown
    kept = [f'<option value="chua" selected>{words}</option>' for words in ("Giữ như đã trả lời", "Chưa trả lời")]
    assert [shown.count(each) for each in kept] == [2, 0]
    typed = {f"y-kien-{first.pk}": "chua", f"y-kien-{second.pk}": "chua", f"y-kien-{third.pk}": ""}
    assert office.post(url, {"y-kien": "agree"} | typed).status_code == 302
    given = Answer.objects.filter(addressee=asking.inside(letter)).order_by("item")
    assert list(given.values_list("opinion", "text", "current")) == [
        ("agree", "", True), ("disagree", SECRET, True), ("agree", "", True)
    ]


def test_what_was_said_of_all_lines_alike_is_changed_for_all(asking):  # noqa: F811
    letter, rows = asking.ask(2)
    asking.answer(letter)
    url, apart = answer_page(asking, letter), "'Tách riêng' hồ sơ cần sửa"
    shown = page(asking.world.other_head, url)
    assert ('value="chua" selected' in shown, apart in shown) == (False, False)
    browser(asking.world.other_head).post(url, {"y-kien": "other", "noi-dung": "Cần xem lại."})
    assert set(Answer.objects.filter(current=True).values_list("opinion", flat=True)) == {"other"}
    asking.answer(letter, only=rows[:1])
    assert apart in page(asking.world.other_head, url).replace("&#x27;", "'")
