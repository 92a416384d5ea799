"""Places in an instrument in full words, as officials write them."""

import pytest

from dossiers.citing import cited

LAW, DECREE = "Luật 06/2022/QH15", "Nghị định 30/2020/NĐ-CP"


@pytest.mark.parametrize(("place", "words"), [
    ("Đ.84", "Điều 84"),
    ("Đ.84(4)", "khoản 4 Điều 84"),
    ("Đ.30(2)(b)", "điểm b khoản 2 Điều 30"),
    ("Đ.5(2)(đ)", "điểm đ khoản 2 Điều 5"),
    ("Đ.45a(1a)", "khoản 1a Điều 45a"),
    ("Đ.8, Đ.15", "Điều 8, Điều 15"),
    ("Đ.15, 18", "Điều 15, Điều 18"),
    ("Đ.75(1)(c), 80(1)", "điểm c khoản 1 Điều 75, khoản 1 Điều 80"),
    ("Đ.93(2), (8)", "khoản 2 Điều 93, khoản 8 Điều 93"),
    ("Đ.5(2)(a), (đ)", "điểm a khoản 2 Điều 5, điểm đ khoản 2 Điều 5"),
    ("Đ.84(3)–(5)", "từ khoản 3 đến khoản 5 Điều 84"),
    ("Đ.5(2)(a)–(đ)", "từ điểm a đến điểm đ khoản 2 Điều 5"),
    ("Đ.84–86", "từ Điều 84 đến Điều 86"),
    ("Đ.84(5)-85(2), 90", "từ khoản 5 Điều 84 đến khoản 2 Điều 85, Điều 90"),
])
def test_a_place_is_read_from_the_point_to_the_article_and_the_instrument(place, words):
    assert cited(LAW, place) == f"{words} {LAW}"


@pytest.mark.parametrize(("place", "whole"), [
    ("", DECREE),
    ("chưa đối chiếu", f"{DECREE}, chưa đối chiếu"),
    ("Phụ lục I, mục 2", f"{DECREE}, Phụ lục I, mục 2"),
    ("15", f"{DECREE}, 15"),
    ("(2)", f"{DECREE}, (2)"),
    ("Đ.", f"{DECREE}, Đ."),
    ("Đ.mười", f"{DECREE}, Đ.mười"),
    ("Đ.9(2)(3)", f"{DECREE}, Đ.9(2)(3)"),
    ("Đ.9–", f"{DECREE}, Đ.9–"),
    ("Đ.9 và Đ.10", f"{DECREE}, Đ.9 và Đ.10"),
])
def test_what_is_no_place_stays_as_written_behind_the_instrument(place, whole):
    assert cited(DECREE, place) == whole


def test_words_after_the_place_come_last():
    said = cited("Nghị định 91/2017/NĐ-CP", "Đ.68(2), chưa thấy quy định mới")
    assert said == "khoản 2 Điều 68 Nghị định 91/2017/NĐ-CP, chưa thấy quy định mới"


def test_free_words_without_an_instrument_stay():
    assert cited("", "Quy chế hoạt động của Hội đồng") == "Quy chế hoạt động của Hội đồng"
