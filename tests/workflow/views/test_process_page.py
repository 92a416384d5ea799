"""/quy-trinh: the diagram, the table with who hears what, picture and BPMN file of each procedure, for everybody."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from notifications import telling
from notifications.audiences import WORDS
from notifications.table import ACTS as TOLD
from tests import factories as make
from workflow import process_table
from workflow.hearing import Heard, heard_of
from workflow.judging import ACTS
from workflow.views.process import LIFE, SLUGS

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody() -> Client:
    """Somebody without any post."""
    client = Client()
    client.force_login(make.make_user())
    return client


def cells(text: str, label: str) -> list[str]:
    """The cells of the row of this act."""
    row = next(row for row in re.findall(r"<tr>(.*?)</tr>", text, re.S) if f"<strong>{label}</strong><br>" in row)
    found = re.findall(r"<td[^>]*>(.*?)</td>", row.replace("<br>", " "), re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in found]


def test_everybody_reads_every_act_with_who_hears_of_it(anybody):
    text = anybody.get(reverse("workflow:process")).content.decode()
    rows = {act.label: cells(text, act.label) for act in ACTS.values()}
    assert len(rows) == len(ACTS)
    assert rows["Yêu cầu bổ sung"] == [
        "Yêu cầu bổ sung Bộ phận thường trực",
        "Đã trình, chờ tiếp nhận; Đang thẩm định; Chờ Hội đồng họp; Đạt, chờ trình ký → Yêu cầu bổ sung",
        "Lý do: bắt buộc, từ 20 ký tự. Hạn của bước sau: 5 ngày làm việc, tham khảo, chưa có văn bản.",
        "Nơi nhận hồ sơ ở bước sau ✉(cả thư điện tử); Người soạn hồ sơ của đơn vị ✉(cả thư điện tử); Thủ trưởng đơn vị "
        "đề nghị ✉(cả thư điện tử); Bộ phận thường trực các cấp dưới đã trình ✉(cả thư điện tử); Người theo dõi hồ sơ "
        "✉(cả thư điện tử)",
    ]
    assert rows["Thẩm định xong"][2:] == [
        "Điều kiện: có ý kiến thẩm định bằng văn bản; đã lấy ý kiến, nếu quy định của danh hiệu, hình thức yêu cầu. "
        "Lý do: không cần.", "Nơi nhận hồ sơ ở bước sau; Người theo dõi hồ sơ ✉(cả thư điện tử)",
    ]
    assert rows["Tiếp nhận"][2] == (
        "Lý do: không cần. Hạn của bước sau: 20 ngày làm việc, tham khảo, chưa có văn bản."
    )
    assert rows["Lấy ý kiến"][3] == "Người theo dõi hồ sơ ✉(cả thư điện tử)"


def test_every_audience_and_every_need_has_its_words():
    assert set(telling.WORDS) == set(WORDS)
    assert {name for act in ACTS.values() for name in act.needs} - set(process_table.NEEDS) == set()


def test_an_audience_is_named_once_with_mail_if_any_of_its_texts_is_mailed():
    for act, tells in TOLD.items():
        words = dict.fromkeys(word for tell in tells for word in tell.audiences)
        mailed = {word for tell in tells if tell.mail for word in tell.audiences}
        assert heard_of([act])[act] == [Heard(telling.WORDS[word], word in mailed) for word in words]


def test_the_page_has_a_picture_of_the_life_and_of_each_procedure_with_its_words(anybody):
    text = anybody.get(reverse("workflow:process")).content.decode()
    assert text.count("<svg ") == 1 + len(SLUGS)
    assert text.count("Các bước bằng lời") == len(SLUGS)
    for slug in SLUGS.values():
        assert reverse("workflow:process_bpmn", args=[slug]) in text
    assert "trả cả tờ trình → Bổ sung cả tờ trình" in unescape(text)


@pytest.mark.parametrize("slug", [LIFE, *SLUGS.values()])
def test_a_picture_is_a_file(anybody, slug):
    answer = anybody.get(reverse("workflow:process_picture", args=[slug]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Content-Disposition"] == f'attachment; filename="{slug}.svg"'
    assert answer.content.decode().startswith("<svg ")


@pytest.mark.parametrize("slug", SLUGS.values())
def test_a_procedure_is_a_bpmn_file(anybody, slug):
    answer = anybody.get(reverse("workflow:process_bpmn", args=[slug]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    assert answer.content.decode().startswith("<?xml version='1.0' encoding='utf-8'?>\n<bpmn:definitions ")


def test_there_is_no_other_file(anybody):
    assert anybody.get(reverse("workflow:process_bpmn", args=[LIFE])).status_code == 404
    assert anybody.get(reverse("workflow:process_picture", args=["khac"])).status_code == 404


def test_strangers_sign_in_first():
    assert Client().get(reverse("workflow:process_picture", args=[LIFE])).status_code == 302
