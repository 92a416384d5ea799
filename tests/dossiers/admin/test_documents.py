"""An office replaces a template: tried before it is taken, in words when it is refused, never a broken page."""

import io

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import papers
from dossiers.documents import building, rendering
from dossiers.models import DocumentTemplate
from dossiers.vocabulary import Role
from tests import factories as make
from tests.dossiers.documents.reading import everything, opened, paragraphs
from tests.dossiers.files import docx, upload
from tests.world import drafts, make_world

pytestmark = pytest.mark.django_db
ADD = "admin:dossiers_documenttemplate_add"


def changed(words: str, kind: str = "to-trinh") -> bytes:
    """Our template with one more paragraph."""
    sheet = opened(building.build(kind))
    sheet.add_paragraph(words)
    made = io.BytesIO()
    sheet.save(made)
    return made.getvalue()


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def administrator(world) -> Client:
    client = Client()
    client.force_login(make.make_holder(Role.ADMINISTRATOR, world.body))
    return client


def send(client: Client, content: bytes, *, name: str = "mau-rieng.docx", kind: str = "to-trinh"):
    return client.post(reverse(ADD), {"kind": kind, "upload": upload(name, content)})


def printed(world, hand_in) -> Client:
    client = Client()
    client.force_login(world.head)
    return client.get(reverse("dossiers:hand_in_paper", args=[hand_in.pk, "to-trinh"]))


def test_the_own_template_is_used_until_it_is_taken_away(world, administrator):
    hand_in = drafts(world)[0].hand_in
    assert send(administrator, changed("Theo mẫu riêng của {{ co_quan_thuong }}")).status_code == 302
    assert "Theo mẫu riêng của Phòng Hành chính" in paragraphs(opened(printed(world, hand_in).content))
    row = DocumentTemplate.objects.get()
    administrator.post(reverse("admin:dossiers_documenttemplate_delete", args=[row.pk]), {"post": "yes"})
    assert "mẫu riêng" not in everything(opened(printed(world, hand_in).content))


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (changed("{{ ten_la }}"), "mau.docx", "một tên không có trong danh sách các nội dung được điền: ten_la."),
        (changed("{% endfor %}"), "mau.docx", "bị thiếu, thừa hoặc ghi sai"),
        (docx(), "mau.docx", "Không điền được mẫu"),
        (b"%PDF-1.4", "mau.pdf", "Mẫu phải là tệp Word có đuôi .docx."),
        (b"words", "mau.docx", "bị hỏng hoặc nội dung không phải DOCX"),
    ],
)
def test_a_broken_one_is_refused_in_words(world, administrator, content, name, told):
    answer = send(administrator, content, name=name)
    assert (answer.status_code, told in answer.content.decode()) == (200, True)
    assert DocumentTemplate.objects.count() == 0


def test_one_that_is_lost_or_fails_later_says_so_and_offers_ours(world, administrator):
    hand_in = drafts(world)[0].hand_in
    send(administrator, changed("{{ 1 / (nguoi_ky|length - 21) }}"))
    for _ in ("faulty", "lost"):
        answer = printed(world, hand_in)
        assert (answer.status_code, "Tải theo mẫu gốc" in answer.content.decode()) == (409, True)
        papers.path_of(DocumentTemplate.objects.get().file).unlink(missing_ok=True)
    client = Client()
    client.force_login(world.head)
    ours = client.get(reverse("dossiers:hand_in_paper", args=[hand_in.pk, "to-trinh"]) + "?mau=goc")
    assert ours.content[:2] == b"PK"


def test_the_page_leads_to_our_templates_and_names_what_they_may_use(administrator):
    page = administrator.get(reverse(ADD)).content.decode()
    for kind in building.BUILDERS:
        original = administrator.get(reverse("dossiers:original_template", args=[kind]))
        assert (original.content, reverse("dossiers:original_template", args=[kind]) in page) == (
            rendering.original_of(kind), True
        )
    assert "dia_danh_ngay" in page
    assert administrator.get(reverse("dossiers:original_template", args=["la"])).status_code == 404


def test_nobody_else_gets_to_them(world):
    client = Client()
    client.force_login(world.office_head)
    assert client.get(reverse("dossiers:original_template", args=["to-trinh"])).status_code == 403
    assert client.get(reverse(ADD), follow=True).status_code == 403
