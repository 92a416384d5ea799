"""Award names as people write them."""

import pytest

from tests.dossiers.pasting.samples import AWARDS, CODES

CSTD, BK = ["CSTDCS", "CSTD_TINH"], ["BK_TINH", "BK_BO", "BK_TTG"]


def codes(found) -> list[str]:
    return [CODES[pk] for pk in found]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Lao động tiên tiến", ["LDTT"]), ("lao dong tien tien", ["LDTT"]), ("LĐTT", ["LDTT"]), ("LDTT", ["LDTT"]),
        ("Danh hiệu “Lao động tiên tiến” năm 2026", ["LDTT"]), ("Tập thể LĐTT", ["TTLDTT"]), ("TTLĐXS", ["TTLDXS"]),
        ("Chiến sĩ thi đua cơ sở", ["CSTDCS"]), ("Chiến sỹ thi đua cơ sở", ["CSTDCS"]), ("CSTĐ cơ sở", ["CSTDCS"]),
        ("CSTĐCS", ["CSTDCS"]), ("CSTĐ", CSTD), ("Chiến sỹ thi đua", CSTD), ("CSTĐ tỉnh", ["CSTD_TINH"]),
        ("Giấy khen", ["GK_SO"]), ("GK", ["GK_SO"]), ("Giấy khen của GĐ Sở", ["GK_SO"]), ("Bằng khen", BK),
        ("Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh", ["BK_TINH"]), ("Bằng khen UBND tỉnh", ["BK_TINH"]),
        ("BK Bộ trưởng", ["BK_BO"]), ("BK Thủ tướng CP", ["BK_TTG"]), ("Cờ TĐ UBND tỉnh", ["CO_TINH"]),
        ("Kỷ niệm chương", ["KNC_TP"]), ("HCLĐ hạng 3", ["HCLD3"]), ("HCLĐ hạng III", ["HCLD3"]),
        ("Giám đốc Sở", []), ("Chuyên viên", []), ("", []), ("?", []), ("danh hiệu", []),
    ],
)
def test_what_is_named(written, expected):
    assert codes(AWARDS.named(written)) == expected


@pytest.mark.parametrize(
    ("written", "expected"), [("thi đua cơ sở", ["CSTDCS"]), ("khen của Giám đốc Sở", ["GK_SO"]), ("Huy hiệu", [])]
)
def test_where_an_award_is_expected_less_will_do(written, expected):
    assert codes(AWARDS.find(written)) == expected


@pytest.mark.parametrize(
    ("written", "best"), [("Lao động tiền tiền", "LDTT"), ("Chien si thi dua ca so", "CSTDCS"), ("Giấy khem", "GK_SO")]
)
def test_the_nearest_is_suggested_first(written, best):
    assert codes(AWARDS.nearest(written))[:1] == [best]


def test_what_is_like_nothing_suggests_nothing():
    assert AWARDS.nearest("xyz") == []
