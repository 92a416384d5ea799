"""The templates: they are what the builder makes, laid out as Nghị định 30/2020/NĐ-CP asks."""

import io
import zipfile

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from dossiers.documents import building, rendering
from dossiers.documents.kinds import DocumentKind, file_name
from dossiers.documents.samples import SAMPLES
from tests.dossiers.documents.reading import everything, opened, paragraphs, rows

KINDS = list(DocumentKind.values)


def parts(file) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_file_is_what_the_builder_makes(kind, tmp_path):
    made = tmp_path / "made.docx"
    made.write_bytes(building.build(kind))
    assert parts(made) == parts(building.FOLDER / f"{kind}.docx")


def test_there_is_a_template_a_builder_and_a_sample_for_every_kind():
    files = {file.stem for file in building.FOLDER.iterdir()}
    assert (files, set(building.BUILDERS), set(SAMPLES)) == (set(KINDS), set(KINDS), set(KINDS))


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_is_a4_with_the_margins_of_the_decree_and_numbered_from_the_second_page(kind):
    sheet = opened(building.build(kind))
    for section in sheet.sections:
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
        margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
        assert [round(each.mm) for each in margins] == [20, 20, 30, 15]
        assert section.different_first_page_header_footer
        assert section.header._element.xpath(".//w:instrText")[0].text == "PAGE"
        assert [each.text for each in section.first_page_header.paragraphs] == [""]


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_times_new_roman_with_the_shipped_font_in_its_place(kind):
    sheet = opened(building.build(kind))
    assert (sheet.styles["Normal"].font.name, sheet.styles["Normal"].font.size.pt) == ("Times New Roman", 14)
    fonts = parts(building.FOLDER / f"{kind}.docx")["word/fontTable.xml"].decode()
    assert '<w:font w:name="Times New Roman"><w:altName w:val="Liberation Serif"/>' in fonts


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_fits_its_sheet_with_explicit_widths_and_a_head_that_is_repeated(kind):
    sheet = opened(rendering.fill(building.build(kind), SAMPLES[kind]))
    for table in sheet.tables:
        grid = [int(each.get(qn("w:w"))) for each in table._tbl.tblGrid.iterchildren()]
        assert sum(grid) <= Mm(252).twips + len(grid)
        assert [[cell.width.twips for cell in row.cells] for row in table.rows] == [grid] * len(table.rows)
        if table.style.name == "Table Grid":
            assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_first_page_carries_what_the_decree_asks_for():
    sheet = opened(rendering.fill(building.build("quyet-dinh"), SAMPLES["quyet-dinh"]))
    assert rows(sheet, 0) == [
        [
            "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK\nSỞ TƯ PHÁP\n",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n",
        ],
        ["Số: 215/QĐ-STP", "Đắk Lắk, ngày 05 tháng 12 năm 2026"],
    ]
    assert rows(sheet, 1) == [
        ["Nơi nhận:\n- Như trên\n- Lưu: VT, VP", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\n\n\n\nTrần Thị Bình"],
    ]
    assert paragraphs(sheet)[:3] == ["QUYẾT ĐỊNH", SAMPLES["quyet-dinh"]["trich_yeu"], "GIÁM ĐỐC SỞ TƯ PHÁP"]
    assert sheet.tables[0].rows[1].cells[1].paragraphs[0].runs[0].italic


def test_the_annex_lies_on_its_side_with_page_numbers_of_its_own():
    sheet = opened(building.build("quyet-dinh"))
    assert [round(each.page_width.mm) for each in sheet.sections] == [210, 297]
    assert sheet.sections[1]._sectPr.xpath("./w:pgNumType/@w:start") == ["1"]


def test_hostile_and_long_words_come_through():
    name = 'Nguyễn <b>"Văn"</b> & \'Ân\' {{ so }} {% if %}' + " dài" * 60
    decomposed = "Trần Thị Ẩn\x0b\x00\ud800"
    values = SAMPLES["danh-sach"] | {"cac_nhom": [
        {"thu_tu": "I", "ten": "A & B", "so": 2, "cac_dong": [
            {"stt": 1, "ho_ten": name, "nam_sinh": "", "chuc_vu_don_vi": "a\nb", "tom_tat": "x\r\ny\tz"},
            {"stt": 2, "ho_ten": decomposed, "nam_sinh": "", "chuc_vu_don_vi": "", "tom_tat": ""},
        ]}
    ]}
    table = rows(opened(rendering.fill(building.build("danh-sach"), values)), 1)
    assert table[1] == ["1", name, "", "a\nb", "x\ny z"]
    assert table[2][1] == "Trần Thị Ẩn"


def test_a_template_reaches_only_the_values_it_is_given():
    assert "__class__" not in everything(opened(building.build("to-trinh")))
    sheet = opened(building.build("to-trinh"))
    sheet.add_paragraph("{{ co_quan.__class__.__mro__ }}")
    with pytest.raises(rendering.BrokenTemplate, match="tên"):
        rendering.check("to-trinh", _saved(sheet))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{{ ten_la }}", "một tên không có trong danh sách các nội dung được điền: ten_la."),
        ("{% if so %}", "bị thiếu, thừa hoặc ghi sai"),
        ("{{ so | la_lung }}", "bị thiếu, thừa hoặc ghi sai"),
        ("{{ 1 // 0 }}", "Không điền được mẫu"),
        ("{% for a in range(999999999) %}{% endfor %}", "Không điền được mẫu"),
    ],
)
def test_a_faulty_template_is_refused_in_words(words, told):
    sheet = opened(building.build("to-trinh"))
    sheet.add_paragraph(words)
    with pytest.raises(rendering.BrokenTemplate, match=told):
        rendering.check("to-trinh", _saved(sheet))


def test_what_is_no_word_file_is_refused_in_words():
    for content in (b"", b"not a file", building.build("to-trinh")[:4000]):
        with pytest.raises(rendering.BrokenTemplate):
            rendering.check("to-trinh", content)


def test_names_of_files_have_no_accents():
    assert file_name("to-trinh", "P01", 2026) == "to-trinh-P01-2026.docx"
    assert file_name("Bảng tổng hợp", "Sở Tư pháp Đắk Lắk", "", extension="xlsx") == (
        "Bang-tong-hop-So-Tu-phap-Dak-Lak.xlsx"
    )


def _saved(sheet) -> bytes:
    made = io.BytesIO()
    sheet.save(made)
    return made.getvalue()
