"""Loading the catalogue: strict, all or nothing, safe to repeat."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.forms.models import model_to_dict

from dossiers.management.commands.load_catalogue import load
from dossiers.models import (
    Authority,
    Award,
    AwardVersion,
    CodePattern,
    LegalFigure,
    OwnLineRule,
    PaperType,
    ReasonText,
    RequiredPaper,
    RouteStep,
    Source,
)
from dossiers.vocabulary import Evidence
from tests.factories import make_body, make_draft

pytestmark = pytest.mark.django_db

TABLES = (
    Source, LegalFigure, PaperType, Award, AwardVersion, RequiredPaper, Authority, RouteStep, OwnLineRule, ReasonText,
    CodePattern,
)


def everything() -> list[dict]:
    return [model_to_dict(row) | {"pk": row.pk} for table in TABLES for row in table.objects.order_by("pk")]


@pytest.fixture
def write(tmp_path):
    """Writes a file and returns its path."""

    def write_it(text: str, name: str = "thu.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_it


def test_loading_twice_changes_nothing_the_second_time():
    first = load([])
    before = everything()
    second = load([])
    assert first.added == len(before)
    assert (second.added, second.changed) == (0, 0)
    assert everything() == before


def test_the_awards_of_the_regulation_are_there_with_kind_subject_and_verb(catalogue):
    assert list(Award.objects.values_list("code", "kind", "subject", "verb")) == [
        ("LDTT", "title", "individual", "công nhận danh hiệu"),
        ("CSTDCS", "title", "individual", "công nhận danh hiệu"),
        ("TTLDTT", "title", "collective", "công nhận danh hiệu"),
        ("TTLDXS", "title", "collective", "công nhận danh hiệu"),
        ("CSTD_TINH", "title", "individual", "công nhận danh hiệu"),
        ("CSTD_BO", "title", "individual", "công nhận danh hiệu"),
        ("CSTDTQ", "title", "individual", "tặng danh hiệu"),
        ("CO_TINH", "title", "collective", "tặng"),
        ("CO_BO", "title", "collective", "tặng"),
        ("CO_CP", "title", "collective", "tặng"),
        ("GK_SO", "form", "both", "tặng"),
        ("BK_TINH", "form", "both", "tặng"),
        ("BK_BO", "form", "both", "tặng"),
        ("BK_TTG", "form", "both", "tặng"),
        ("KNC_TP", "form", "individual", "tặng"),
        ("HCLD3", "form", "both", "tặng thưởng"),
        ("HCLD2", "form", "both", "tặng thưởng"),
        ("HCLD1", "form", "both", "tặng thưởng"),
        ("LDG_2003", "title", "individual", "công nhận danh hiệu"),
    ]


@pytest.mark.parametrize(
    ("kind", "code", "day", "value", "evidence"),
    [
        ("base_salary", "base", date(2020, 1, 1), {"vnd": 1490000}, "Q"),
        ("base_salary", "base", date(2026, 7, 1), {"vnd": 2530000}, "T"),
        ("time_rule", "number_issue", date(2026, 11, 22), {"days": 1, "unit": "working", "starts": "signed"}, "T"),
        ("group", "BK", date(2026, 11, 22), ["BK_TINH", "BK_BO"], "T"),
        ("rounding", "reward_money", date(2020, 1, 1), {"step_vnd": 10000, "mode": "unsettled"}, "Q"),
    ],
)
def test_dated_figures_carry_value_and_mark(catalogue, kind, code, day, value, evidence):
    rows = LegalFigure.objects.filter(kind=kind, code=code, valid_from__lte=day).order_by("-valid_from")
    assert (rows[0].value, rows[0].evidence) == (value, evidence)


def test_papers_know_their_carrier_producer_and_moment(catalogue):
    assert {
        row.code: (row.carrier, row.producer, row.needed_before)
        for row in PaperType.objects.filter(code__in=["TO_TRINH", "BC_THANH_TICH", "KQ_PHIEU", "HIEP_Y"])
    } == {
        "TO_TRINH": ("hand_in", "unit", "submit"),
        "BC_THANH_TICH": ("dossier", "nominee", "submit"),
        "KQ_PHIEU": ("dossier", "council", "forward"),
        "HIEP_Y": ("dossier", "office", "forward"),
    }


def test_every_row_of_a_rule_says_where_it_comes_from(catalogue):
    for table in (Source, LegalFigure, Award, AwardVersion, Authority, OwnLineRule):
        assert list(table.objects.filter(citation="")) == []


def test_what_differs_from_the_file_is_brought_up_to_date_under_the_same_key(catalogue):
    version = AwardVersion.objects.get(award__code="LDTT")
    dossier = make_draft(award=version.award, award_version=version)
    AwardVersion.objects.filter(pk=version.pk).update(require={"rating": "HTXS"}, valid_to=None)
    Award.objects.filter(code="BK_BO").update(name="Sai tên", criteria_of=None)
    version.papers.all().delete()
    RequiredPaper.objects.create(version=version, paper_type=PaperType.objects.get(code="HIEP_Y"))
    load([])
    dossier.refresh_from_db()
    assert dossier.award_version.require == {"rating": "HTT+"}
    assert dossier.award_version.valid_to == date(2026, 9, 30)
    assert [paper.paper_type.code for paper in version.papers.order_by("paper_type__position")] == [
        "TO_TRINH", "DANH_SACH", "BB_BINH_XET",
    ]
    assert Award.objects.get(code="BK_BO").name == "Bằng khen của Bộ trưởng Bộ Tư pháp"
    assert Award.objects.get(code="BK_BO").criteria_of == Award.objects.get(code="BK_TINH")


def test_what_the_office_entered_or_changed_stays(catalogue):
    award, local = Award.objects.get(code="GK_SO"), {"evidence": Evidence.LOCAL, "citation": "Quyết định 07/2026"}
    body = make_body("STP")
    named = Authority.objects.create(award=award, body=body, valid_from=date(2003, 1, 1), **local)
    RouteStep.objects.create(authority=named, position=1, body=body)
    Authority.objects.create(award=award, level="province", valid_from=date(2024, 1, 1), **local)
    AwardVersion.objects.create(award=award, valid_from=date(2025, 1, 1), require="local", **local)
    version = AwardVersion.objects.get(award__code="CSTDCS", valid_from=date(2024, 1, 1))
    AwardVersion.objects.filter(pk=version.pk).update(require={"rating": "HTXS"}, **local)
    version.papers.all().delete()
    LegalFigure.objects.filter(code="appraise_unit").update(value={"days": 7, "unit": "working"}, **local)
    OwnLineRule.objects.filter(act="clear").update(policy="free")
    ReasonText.objects.filter(act="refuse").delete()
    ReasonText.objects.create(act="refuse", text="Lý do riêng của cơ quan, viết đủ dài.")
    PaperType.objects.filter(code="DANH_SACH").update(carrier="dossier", producer="office", needed_before="table")
    CodePattern.objects.filter(kind="dossier").update(pattern="HS-{unit}-{year}-{serial}")
    before = everything()
    load([])
    assert everything() == before


def test_rows_no_longer_in_the_file_are_not_deleted(catalogue):
    extra = Award.objects.create(code="THEM", name="Thêm", kind="form", subject="both", verb="tặng")
    load([])
    assert Award.objects.filter(pk=extra.pk).exists()


def test_a_file_of_the_office_may_lean_on_what_is_already_loaded(catalogue, write):
    path = write("""
awards:
  GK_XA:
    name: "Giấy khen của Chủ tịch UBND xã"
    english: "Commune Commendation"
    kind: form
    subject: both
    verb: "tặng"
    decided_by: "Chủ tịch UBND xã"
    criteria_of: GK_SO
    cite: {ND91: "Đ.73"}
    evidence: L
    authority: [{level: department, from: 2024-01-01, cite: "Quyết định 07/2026/QĐ-UBND", evidence: L}]
    versions: [{from: 2024-01-01, cite: {ND91: ""}, evidence: L, papers: [TO_TRINH], vote: majority}]
""")
    call_command("load_catalogue", str(path), verbosity=0)
    award = Award.objects.get(code="GK_XA")
    assert (award.citation, award.criteria_of.code) == ("Điều 73 Nghị định 91/2017/NĐ-CP", "GK_SO")
    assert award.versions.get().citation == "Nghị định 91/2017/NĐ-CP"
    assert [paper.paper_type.code for paper in award.versions.get().papers.all()] == ["TO_TRINH"]
    before = everything()
    call_command("load_catalogue", str(path), verbosity=0)
    assert everything() == before


AWARD = """awards:
  THU:
    name: "Giấy khen thử"
    english: "Trial"
    kind: form
    subject: both
    verb: "tặng"
    decided_by: "Giám đốc Sở"
    cite: "Văn bản thử"
    evidence: L
    authority:
      - {level: department, from: 2024-01-01, to: 2024-12-31, cite: "Văn bản thử", evidence: L}
    versions:
      - {from: 2024-01-01, to: 2024-12-31, cite: "Văn bản thử", evidence: L, papers: [TO_TRINH]}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: form", "kind: forme", "dòng 5: khóa 'kind': không có 'forme'; được dùng: title, form"),
        ("    subject: both\n", "", "dòng 3: khóa 'subject': còn thiếu trong 'THU'"),
        ("    subject: both\n", "    subject: both\n    colour: đỏ\n",
         "dòng 7: khóa 'colour': khóa không có trong định dạng"),
        ("verb: \"tặng\"", "verb: 12", "dòng 7: khóa 'verb': phải là chữ, đang là số nguyên '12'"),
        ("verb: \"tặng\"", f"verb: {'tặng ' * 20}", "dòng 7: khóa 'verb': dài 99 ký tự, nhiều nhất 64"),
        ("  THU:", "  thử:", "dòng 3: khóa 'thử': mã 'thử' chỉ gồm chữ in hoa không dấu, chữ số và _, tối đa 32 ký tự"),
        ("evidence: L\n    authority", "evidence: X\n    authority",
         "dòng 10: khóa 'evidence': không có 'X'; được dùng: T, Q, L, S, M"),
        ("cite: \"Văn bản thử\"\n", "cite: {L1999: \"Đ.1\"}\n", "dòng 9: khóa 'cite': không có văn bản 'L1999'"),
        ("level: department", "level: unit",
         "dòng 12: khóa 'level': không có 'unit'; được dùng: department, province, ministry, central"),
        ("papers: [TO_TRINH]", "papers: [GIAY_LA]", "dòng 14: khóa 'papers': không có loại giấy tờ 'GIAY_LA'"),
        ("papers: [TO_TRINH]", "papers: [TO_TRINH, TO_TRINH]", "dòng 14: khóa 'papers': TO_TRINH ghi hai lần"),
        ("papers: [TO_TRINH]", "papers: []", "dòng 14: khóa 'papers': danh sách đang trống"),
        ("papers: [TO_TRINH]", "vote: secret100", "dòng 14: khóa 'vote': không có quy tắc 'secret100'"),
        ("papers: [TO_TRINH]", "require: {has: DANH_HIEU_LA}",
         "dòng 14: khóa 'has': không có danh hiệu, hình thức hoặc nhóm 'DANH_HIEU_LA'"),
        ("papers: [TO_TRINH]", "require: {all: [initiativ]}", "dòng 14: khóa 'all': không có 'initiativ'; được dùng:"),
        ("papers: [TO_TRINH]", "require: {member_pct: {code: THU, min: 170}}",
         "dòng 14: khóa 'min': phần trăm không quá 100, đang là 170"),
        ("papers: [TO_TRINH]", "coefficient: nhiều", "dòng 14: khóa 'coefficient': phải là số từ 0 trở lên"),
        ("papers: [TO_TRINH]", "marks: {papers: Z}", "dòng 14: khóa 'papers': không có 'Z'"),
        ("      - {from: 2024-01-01, to: 2024-12-31", "      - {from: 2024-01-01, to: 2023-12-31",
         "dòng 14: khóa 'to': kết thúc 31/12/2023 trước khi bắt đầu 01/01/2024"),
        ("      - {from: 2024-01-01", "      - {from: 2024-02-30", "dòng 14: khóa 'from': không có ngày 2024-02-30"),
        ("papers: [TO_TRINH]}\n",
         "papers: [TO_TRINH]}\n      - {from: 2024-12-31, cite: \"Văn bản thử\", evidence: L}\n",
         "dòng 15: khóa 'versions': thời gian từ 31/12/2024 trùng với dòng từ 01/01/2024"),
        ("    cite: \"Văn bản thử\"\n    evidence", "    criteria_of: BK_BO\n    cite: \"Văn bản thử\"\n    evidence",
         "dòng 9: khóa 'criteria_of': 'BK_BO' cũng lấy tiêu chuẩn của danh hiệu, hình thức khác"),
        ("    verb: \"tặng\"\n", "    verb: \"tặng\"\n    verb: \"tặng\"\n", "dòng 8: khóa 'verb': ghi hai lần"),
        ("awards:", "award:", "dòng 1: khóa 'award': khóa không có trong định dạng"),
        ("    kind: form", "  kind: form", "không phải YAML đúng"),
    ],
)
def test_a_malformed_award_is_refused_in_one_line_that_names_key_and_line(catalogue, write, capsys, old, new, expected):
    assert old in AWARD
    before = everything()
    with pytest.raises(SystemExit) as stopped:
        call_command("load_catalogue", str(write(AWARD.replace(old, new, 1))), verbosity=0)
    line = str(stopped.value)
    assert "\n" not in line
    assert line.startswith("thu.yaml, dòng ")
    assert expected in line
    assert everything() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "thu.yaml, dòng 1: khóa 'sources': tệp phải bắt đầu bằng các khóa sources, figures"),
        ("- 1", "thu.yaml, dòng 1: khóa 'sources': tệp phải bắt đầu bằng các khóa sources, figures"),
        (
            "sources: {A: {name: A, from: 2024-01-01, evidence: T}",
            "thu.yaml, dòng 1: khóa 'evidence': không phải YAML đúng",
        ),
        ("figures: {mau: {A: []}}", "dòng 1: khóa 'mau': không có loại số liệu 'mau'; được dùng: base_salary"),
        ("figures: {group: {A: [{from: 2024-01-01, evidence: L, cite: X, value: [LA]}]}}",
         "dòng 1: khóa 'value': không có danh hiệu, hình thức 'LA'"),
        ("figures: {base_salary: {base: [{from: 2024-01-01, evidence: L, cite: X, value: {vnd: nhiều}}]}}",
         "dòng 1: khóa 'vnd': phải là số nguyên, đang là chữ 'nhiều'"),
        ("papers: {A: {name: A, carrier: hand_in, producer: ai, needed_before: submit}}",
         "dòng 1: khóa 'producer': không có 'ai'; được dùng: nominee, unit, office, council, system"),
        ("own_line: {chay: {policy: barred, cite: X, evidence: L}}", "dòng 1: khóa 'chay': không có hành động 'chay'"),
        ("reasons: {refuse: ['Ngắn quá']}", "dòng 1: khóa 'refuse': lý do của 'refuse' phải có ít nhất 20 ký tự"),
        ("reasons: {receive: ['Một lý do viết đủ dài rồi']}", "hành động 'receive' không có hoặc không cần lý do"),
        ("codes: {dossier: '{unit}-{day}'}", "dòng 1: khóa 'dossier': Mẫu mã phải có {serial} đúng một lần"),
        ("codes: {khac: '{serial}'}", "dòng 1: khóa 'khac': không có loại mã 'khac'; được dùng: hand_in, dossier"),
    ],
)
def test_other_mistakes_are_named_the_same_way(catalogue, write, text, expected):
    before = everything()
    with pytest.raises(SystemExit) as stopped:
        call_command("load_catalogue", str(write(text)), verbosity=0)
    assert expected in str(stopped.value)
    assert "\n" not in str(stopped.value)
    assert everything() == before


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path):
    with pytest.raises(SystemExit, match=r"khong-co\.yaml, dòng 1: không đọc được tệp"):
        call_command("load_catalogue", str(tmp_path / "khong-co.yaml"))
    (tmp_path / "anh.yaml").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(SystemExit, match=r"anh\.yaml, dòng 1: khóa 'sources': tệp không ghi bằng UTF-8"):
        call_command("load_catalogue", str(tmp_path / "anh.yaml"))


def test_a_mistake_in_the_second_file_undoes_the_first(write):
    good, bad = write(AWARD, "mot.yaml"), write(AWARD.replace("TO_TRINH", "GIAY_LA"), "hai.yaml")
    paper = "{name: A, carrier: hand_in, producer: unit, needed_before: submit}"
    papers = write(f"papers: {{TO_TRINH: {paper}}}", "giay.yaml")
    with pytest.raises(SystemExit, match=r"hai\.yaml, dòng 14: khóa 'papers': không có loại giấy tờ 'GIAY_LA'"):
        call_command("load_catalogue", str(papers), str(good), str(bad))
    assert everything() == []


def test_a_version_that_would_lie_over_a_stored_one_is_refused(catalogue, write):
    stored = AwardVersion.objects.create(
        award=Award.objects.get(code="LDTT"), valid_from=date(2023, 1, 1), valid_to=date(2024, 6, 30), evidence="T"
    )
    with pytest.raises(SystemExit, match="trùng thời gian với phiên bản đã có từ 01/01/2023"):
        call_command("load_catalogue", verbosity=0)
    AwardVersion.objects.filter(pk=stored.pk).update(evidence=Evidence.LOCAL)
    load([])


def test_the_command_says_what_it_did(capsys):
    call_command("load_catalogue")
    call_command("load_catalogue")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Danh mục: thêm ")
    assert second.startswith("Danh mục: thêm 0, sửa 0, để nguyên ")
