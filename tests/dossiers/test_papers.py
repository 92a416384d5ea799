"""Papers are known by their content, stored once, and replaced without being lost."""

import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from dossiers import filetypes, papers
from dossiers.models import Paper, PaperType, StoredFile
from tests.dossiers.files import EXE, MACRO_WORD, PDF, docx, jpeg, plain_zip, png, upload, xlsx
from tests.factories import make_draft, make_user

pytestmark = pytest.mark.django_db
SOUND = {"pdf": PDF, "docx": docx(), "xlsx": xlsx(), "jpg": jpeg(), "jpeg": jpeg(), "png": png()}
CUT = docx()[:-40]


def corrupt(package: bytes) -> bytes:
    """The package with one byte of a part changed: its directory still reads."""
    place = package.index(b"word/document.xml") + 25
    return package[:place] + bytes([package[place] ^ 0xFF]) + package[place + 1 :]


@pytest.mark.parametrize("extension", SOUND)
def test_every_accepted_type_is_stored_under_its_digest(extension):
    content = SOUND[extension]
    stored = papers.store(upload(f"Báo cáo.{extension}", content))
    digest = hashlib.sha256(content).hexdigest()
    assert (stored.sha256, stored.size) == (digest, len(content))
    assert papers.path_of(stored).read_bytes() == content
    assert papers.path_of(stored).relative_to(papers.path_of(stored).parents[1]).parts == (digest[:2], digest)
    assert stored.content_type == filetypes.by_extension(f"x.{extension}").content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("thật ra là chương trình.pdf", EXE),
        ("ảnh đổi đuôi.pdf", png()),
        ("pdf đổi đuôi.docx", PDF),
        ("bảng tính đổi đuôi.docx", xlsx()),
        ("văn bản đổi đuôi.xlsx", docx()),
        ("nén.docx", plain_zip()),
        ("cụt.docx", CUT),
        ("hỏng.docx", corrupt(docx("y" * 4000))),
        ("có macro.docx", docx(main=MACRO_WORD)),
        ("png đổi đuôi.jpg", png()),
        ("rộng không.png", png(width=0)),
        ("cao không.jpg", jpeg(height=0)),
        ("cụt.png", png()[:20]),
        ("cụt.jpg", jpeg()[:24]),
        ("chữ.png", "không phải ảnh".encode()),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name, content, settings):
    expected = filetypes.by_extension(name).name
    with pytest.raises(ValidationError) as refused:
        papers.store(upload(name, content))
    assert refused.value.messages == [
        f"Tệp “{name}” bị hỏng hoặc nội dung không phải {expected} như phần mở rộng đã ghi. "
        "Chỉ nhận PDF, DOCX, XLSX, JPEG, PNG, mỗi tệp tối đa 20 MB."
    ]
    assert StoredFile.objects.count() == 0
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.parametrize("name", ["chạy.exe", "trang.html", "không đuôi", "ảnh.svg", "cũ.doc", "gói.pdf.zip"])
def test_other_extensions_are_refused_with_what_is_accepted(name):
    with pytest.raises(ValidationError) as refused:
        papers.store(upload(name, PDF))
    assert refused.value.messages == [
        f"Tệp “{name}” không thuộc loại được nhận. Chỉ nhận PDF, DOCX, XLSX, JPEG, PNG, mỗi tệp tối đa 20 MB."
    ]


def test_a_file_over_the_limit_is_refused_by_name_and_limit(settings):
    settings.UPLOAD_LIMIT = 1024 * 1024
    content = PDF + b" " * (1024 * 1024 - len(PDF))
    assert papers.store(upload("vừa.pdf", content)).size == 1024 * 1024
    with pytest.raises(ValidationError) as refused:
        papers.store(upload("lớn.pdf", content + b" "))
    assert refused.value.messages == ["Tệp “lớn.pdf” lớn hơn mức cho phép 1 MB."]


def test_an_empty_file_is_refused():
    with pytest.raises(ValidationError) as refused:
        papers.store(upload("trống.pdf", b""))
    assert refused.value.messages == ["Tệp “trống.pdf” không có nội dung."]


def test_the_size_is_counted_and_not_believed(settings):
    settings.UPLOAD_LIMIT = 100
    lying = upload("nhỏ.pdf", PDF + b" " * 100)
    lying.size = 10
    with pytest.raises(ValidationError):
        papers.store(lying)


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(filetypes, "UNPACKED_LIMIT", 10_000)
    assert papers.store(upload("vừa.docx", docx("a" * 1000))).content_type.endswith("document")
    with pytest.raises(ValidationError):
        papers.store(upload("bom.docx", docx("a" * 20_000)))


def test_the_order_of_parts_in_a_package_does_not_matter():
    assert papers.store(upload("a.docx", docx(first="word/document.xml"))).content_type.endswith("document")
    assert papers.store(upload("b.docx", docx(first="_rels/.rels"))).content_type.endswith("document")


def test_an_encrypted_package_is_refused():
    out = io.BytesIO(docx())
    content = bytearray(out.getvalue())
    with zipfile.ZipFile(out) as package:
        places = [member.header_offset for member in package.infolist()]
    for place in places:
        content[place + 6] |= 1
    central = [i for i in range(len(content)) if content[i : i + 4] == b"PK\x01\x02"]
    for place in central:
        content[place + 8] |= 1
    with pytest.raises(ValidationError):
        papers.store(upload("khóa.docx", bytes(content)))


def test_equal_content_is_stored_once(settings):
    first, second = papers.store(upload("một.pdf")), papers.store(upload("hai.pdf"))
    assert first == second
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


def test_a_newer_version_replaces_and_keeps_the_older():
    dossier, user = make_draft(), make_user()
    kind, other = (PaperType.objects.create(code=code, name=code) for code in ("BC", "TT"))
    stored = papers.store(upload("a.pdf"))
    papers.attach(stored, name="a.pdf", paper_type=kind, dossier=dossier, actor=user)
    papers.attach(stored, name="b.pdf", paper_type=kind, dossier=dossier, actor=user)
    papers.attach(stored, name="c.pdf", paper_type=other, dossier=dossier, actor=user)
    papers.attach(stored, name="d.pdf", paper_type=kind, hand_in=dossier.hand_in, actor=user)
    rows = Paper.objects.order_by("pk").values_list("file_name", "version", "replaced", "uploaded_by")
    assert list(rows) == [
        ("a.pdf", 1, True, user.pk), ("b.pdf", 2, False, user.pk), ("c.pdf", 1, False, user.pk),
        ("d.pdf", 1, False, user.pk),
    ]


def test_attaching_many_takes_few_statements_and_counts_versions(django_assert_max_num_queries):
    dossiers = [make_draft() for _ in range(3)]
    kind = PaperType.objects.create(code="BC", name="Báo cáo")
    stored = papers.store(upload("a.pdf"))
    new = [papers.NewPaper(file=stored, name="a.pdf", paper_type=kind, dossier=each) for each in dossiers * 2]
    with django_assert_max_num_queries(6):
        rows = papers.attach_many(new, actor=None)
    assert [(row.dossier, row.version, row.replaced) for row in rows] == [
        *((each, 1, True) for each in dossiers), *((each, 2, False) for each in dossiers)
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("hồ sơ/2026/Báo cáo.pdf", "Báo cáo.pdf"), ("a" * 300 + ".pdf", "a" * 251 + ".pdf"), ("Tê\u0309.pdf", "Tể.pdf")],
)
def test_a_file_keeps_its_composed_name_without_folders(given, kept):
    assert papers.file_name(given) == kept
