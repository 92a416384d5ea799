"""Texts to paste into a chat: two lines, with code, what to do, by when and the address."""

from datetime import datetime

import pytest

from workflow import zalo


@pytest.fixture(autouse=True)
def address(settings):
    settings.BASE_URL = "https://thidua.example.vn"


def test_a_return():
    about = {"body": "Sở Tư pháp", "what": "hồ sơ Giấy khen", "address": "/ho-so/HS-01/"}
    assert zalo.to_mend("HS-01", until="30/11/2026 (theo quy định)", **about) == (
        "[HS-01] Sở Tư pháp yêu cầu bổ sung hồ sơ Giấy khen. Cần làm: bổ sung theo yêu cầu rồi gửi lại trước hết ngày "
        "30/11/2026 (theo quy định).\nhttps://thidua.example.vn/ho-so/HS-01/"
    )
    assert "gửi lại sớm (thời hạn xét đang tạm dừng tính)." in zalo.to_mend("HS-01", until="", **about)


def test_a_session():
    text = zalo.to_meet(
        "PH-STP-3", title="Phiên họp 3: xét khen thưởng", held_at=datetime(2026, 12, 1, 8, 0), place="Phòng họp 2",
        count=12, address="/phien-hop/3/",
    )
    assert text == (
        "[PH-STP-3] Phiên họp 3: xét khen thưởng: họp lúc 08:00 ngày 01/12/2026, tại Phòng họp 2, xét 12 hồ sơ. Cần "
        "làm: đọc hồ sơ và biểu quyết trước 08:00 ngày 01/12/2026.\nhttps://thidua.example.vn/phien-hop/3/"
    )


def test_a_result_stays_on_two_lines_whatever_was_typed():
    text = zalo.to_hear("215/QĐ-STP", what="Kết quả\ncủa Sở", outcome="đã có Quyết định", address="/ho-so/")
    assert text == (
        "[215/QĐ-STP] Kết quả của Sở: đã có Quyết định. Cần làm: xem kết quả và báo người được đề nghị ngay.\n"
        "https://thidua.example.vn/ho-so/"
    )
