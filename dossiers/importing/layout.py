"""The sheets and columns of the file, once: the reader, the template and every error message take them from here."""

from dataclasses import dataclass

from dossiers.vocabulary import POST_ROLES, Level

YES, NO = "có", "không"
LEVELS = {level.label: level.value for level in Level}
ROLES = {role.label: role.value for role in POST_ROLES}


@dataclass(frozen=True)
class Column:
    """`key` in code, `title` in the header row; `choices` are the words a cell may hold (any, if empty)."""

    key: str
    title: str
    required: bool = False
    longest: int = 255
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    key: str
    title: str
    columns: tuple[Column, ...]
    examples: tuple[tuple[str, ...], ...]

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)


UNITS = Sheet(
    "units", "Đơn vị",
    (
        Column("code", "Mã đơn vị", True, 32, note="Chữ, số, dấu gạch; đã có mã này thì cập nhật đơn vị đó."),
        Column("name", "Tên đơn vị", True, note="Khác tên hiện nay: đơn vị được đổi tên từ ngày ở cột Từ ngày."),
        Column("level", "Cấp", True, choices=tuple(LEVELS), note="Không đổi được cấp của đơn vị đã có."),
        Column("management", "Trực thuộc (quản lý)", False, 32, note="Mã cấp trên về tổ chức, cán bộ, quỹ lương."),
        Column("sector", "Trực thuộc (ngành)", False, 32, note="Mã cấp trên về chuyên môn, nghiệp vụ."),
        Column("external", "Ngoài hệ thống", choices=(YES, NO), note="có: chỉ ghi lại kết quả của cơ quan này."),
        Column("headcount", "Số người"),
        Column("decider_title", "Chức danh người quyết định", False, 120, note="Ví dụ: Giám đốc."),
        Column("office_name", "Bộ phận thường trực", note="Ví dụ: Văn phòng Sở."),
        Column("symbol", "Ký hiệu văn bản", False, 32, note="Ví dụ: STP trong 215/QĐ-STP."),
        Column("place", "Địa danh", False, 120),
        Column("since", "Từ ngày", note="Ngày có hiệu lực của tên và quan hệ; để trống là hôm nay."),
    ),
    (
        ("VD: STP", "Sở Tư pháp tỉnh Đắk Lắk", Level.DEPARTMENT.label, "UBND", "BTP", NO, "40", "Giám đốc",
         "Văn phòng Sở", "STP", "Đắk Lắk", "01/01/2026"),
        ("VD: P01", "Phòng Phổ biến, giáo dục pháp luật", Level.UNIT.label, "STP", "", NO, "6", "", "", "", "", ""),
    ),
)
ACCOUNTS = Sheet(
    "accounts", "Tài khoản",
    (
        Column("username", "Tên đăng nhập", True, 150, note="Chữ thường không dấu; đã có thì cập nhật họ tên, thư."),
        Column("full_name", "Họ và tên", True, 120),
        Column("email", "Thư điện tử", False, 254),
    ),
    (("VD: nguyenvana", "Nguyễn Văn A", "nguyenvana@example.vn"),),
)
POSTS = Sheet(
    "posts", "Chức vụ",
    (
        Column("username", "Tên đăng nhập", True, 150, note="Có trong trang Tài khoản hoặc đã có trong hệ thống."),
        Column("role", "Vai trò", True, choices=tuple(ROLES)),
        Column("unit", "Mã đơn vị", True, 32, note="Có trong trang Đơn vị hoặc đã có trong hệ thống."),
        Column("title", "Chức danh", False, 120, note="Chức danh ghi khi ký, ví dụ: Phó Giám đốc."),
        Column("since", "Từ ngày", True),
        Column("until", "Đến ngày", note="Để trống khi chưa định ngày thôi giữ."),
    ),
    (("VD: nguyenvana", "Thủ trưởng đơn vị", "P01", "Trưởng phòng", "01/01/2026", ""),),
)
PEOPLE = Sheet(
    "people", "Cán bộ",
    (
        Column("full_name", "Họ và tên", True, note="Người có thể được đề nghị, có hay không có tài khoản."),
        Column("unit", "Mã đơn vị", True, 32, note="Có trong trang Đơn vị hoặc đã có trong hệ thống."),
        Column("job", "Chức vụ, nghề nghiệp"),
        Column("birth_year", "Năm sinh", note="Để phân biệt hai người trùng họ tên trong một đơn vị."),
        Column("staff_code", "Mã số cán bộ", False, 32, note="Nếu ghi thì mỗi người một mã."),
        Column("username", "Tên đăng nhập", False, 150, note="Nếu người này có tài khoản để tự xem hồ sơ của mình."),
    ),
    (("VD: Nguyễn Văn A", "P01", "Trưởng phòng", "1980", "CB-001", "nguyenvana"),),
)
# In this order in the file; a floor above adds its own with `dossiers.importing.further.add`.
SHEETS = [UNITS, ACCOUNTS, POSTS, PEOPLE]
EXAMPLE = "VD:"  # a row whose first cell begins so only shows how to fill in
