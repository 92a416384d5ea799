"""What several forms share: their columns, the tables of names, the grounds, the annex."""

from dossiers.documents.blocks import title
from dossiers.documents.sheet import CENTRE, Sheet, annex, body, order, say
from dossiers.documents.tables import Column, table_of

NUMBER = Column("STT", 12, "{{ dong.stt }}", centred=True)
GROUP = "{{ nhom.thu_tu }}. {{ nhom.ten }} ({{ nhom.so }})"
WHO = (
    NUMBER,
    Column("Họ và tên, tên tập thể", 55, "{{ dong.ho_ten }}"),
    Column("Năm sinh", 18, "{{ dong.nam_sinh }}", centred=True),
    Column("Chức vụ, đơn vị công tác", 65, "{{ dong.chuc_vu_don_vi }}"),
)
AWARDS_ABREAST, AWARD_WIDTH = 7, 18  # as many awards side by side as fit the sheet, each so many mm wide
COUNTS = (
    NUMBER,
    Column("Danh hiệu, hình thức", 78, "{{ dong.danh_hieu }}"),
    Column("Cá nhân", 25, "{{ dong.ca_nhan }}", centred=True),
    Column("Tập thể", 25, "{{ dong.tap_the }}", centred=True),
    Column("Cộng", 25, "{{ dong.so }}", centred=True),
)
SUM_OF_COUNTS = ("", "Tổng cộng", "{{ so_ca_nhan }}", "{{ so_tap_the }}", "{{ so }}")


def grounds(sheet: Sheet) -> None:
    """The grounds, one a paragraph."""
    order(sheet, "for can_cu in cac_can_cu")
    body(sheet, "{{ can_cu }}", italic=True)
    order(sheet, "endfor")


def groups(sheet: Sheet, columns: tuple[Column, ...]) -> None:
    """One table an award."""
    order(sheet, "for nhom in cac_nhom")
    say(sheet, GROUP, bold=True, before=8, after=4, keep=True)
    table_of(sheet, columns, loop="dong in nhom.cac_dong")
    order(sheet, "endfor")


def list_annex(sheet: Sheet, columns: tuple[Column, ...], *, heading: str) -> None:
    """The names as an annex on sheets of its own."""
    annex(sheet)
    title(sheet, heading, "{{ trich_yeu_danh_sach }}", line=False)
    say(sheet, "(Kèm theo {{ kem_theo }})", italic=True, align=CENTRE, after=6)
    groups(sheet, columns)


def addressed(sheet: Sheet) -> None:
    """To whom it is sent."""
    say(sheet, "Kính gửi: {{ kinh_gui }}", align=CENTRE, before=4, after=10)
