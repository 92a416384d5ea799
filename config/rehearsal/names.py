"""Invented Vietnamese names, family name first, every one different, always in the same order."""

from collections.abc import Iterator
from math import gcd

FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh",
    "Trịnh", "Mai", "Tô", "Lương", "Đoàn", "Cao", "Hà", "Thái", "Châu", "Tạ", "Quách",
)
MALE = (
    ("Văn", "Hữu", "Đức", "Quang", "Công", "Đình", "Trọng", "Gia", "Nhật", "Xuân", "Minh"),
    ("An", "Bảo", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Hiếu", "Hùng", "Khoa", "Kiên", "Long", "Lực", "Nam",
     "Nghĩa", "Phúc", "Quân", "Sơn", "Thắng", "Thịnh", "Toàn"),
)
FEMALE = (
    ("Thị", "Ngọc", "Thu", "Bích", "Kim", "Hồng", "Mỹ", "Khánh", "Tuyết", "Phương", "Thanh"),
    ("Chi", "Diệp", "Duyên", "Giang", "Hà", "Hạnh", "Hiền", "Hoa", "Hương", "Lan", "Liên", "Linh", "Loan", "Nga",
     "Nhung", "Quỳnh", "Tâm", "Thảo", "Thủy", "Trang", "Yến"),
)


def people() -> Iterator[str]:
    """'Nguyễn Văn An', 'Phan Thị Lan' …: about twelve thousand different names, then the same with a numeral."""
    total = len(FAMILIES) * len(MALE[0]) * len(MALE[1])
    step = next(size for size in range(2311, total) if gcd(size, total) == 1)
    turn = 1
    while True:
        for position in range(total):
            place = position * step % total
            for parts in (MALE, FEMALE):
                yield _name(place, *parts) + (f" {turn}" if turn > 1 else "")
        turn += 1


def _name(place: int, middles: tuple[str, ...], given: tuple[str, ...]) -> str:
    rest, last = divmod(place, len(given))
    family, middle = divmod(rest, len(middles))
    return f"{FAMILIES[family]} {middles[middle]} {given[last]}"
