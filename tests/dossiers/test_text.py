"""Words folded for searching, and what was found shown in the accents in which it was written."""

import unicodedata

import pytest

from dossiers import text


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đắk Lắk", "dak lak"), ("Đăk  Lăk ", "dak lak"), ("CHIẾN SỸ", "chien si"), ("chiến sĩ", "chien si"),
        ("Kỹ thuật", "ki thuat"), ("kĩ thuật", "ki thuat"), ("Lý Thị Mỹ", "li thi mi"), ("Quý, Quí", "qui, qui"),
        ("Nguyễn Thuỷ", "nguyen thuy"), ("Nguyễn Thúy", "nguyen thuy"), ("Y Bih", "y bih"), ("Quyền", "quyen"),
        ("215/QĐ-STP", "215/qd-stp"),
    ],
)
def test_case_accents_and_spelling_do_not_count(written, folded):
    assert text.fold(written) == folded
    assert text.fold(unicodedata.normalize("NFD", written)) == folded


@pytest.mark.parametrize(
    ("written", "words", "found"),
    [
        ("Trần Thị Đắk Lắk", "dak", ["Đắk"]), ("Trần Thị Đắk Lắk", "lak dak", ["Đắk", "Lắk"]),
        ("Chiến sĩ thi đua", "chien sỹ", ["Chiến", "sĩ"]), ("Đỗ Thị Sỹ", "si", ["Sỹ"]),
        ("Quyền Quý", "quy", ["Quy", "Quý"]),
        ("Đào Ân", "ao", ["ào"]), ("HS-0012", "hs-0012", ["HS-0012"]), ("Nguyễn An", "an", ["An"]), ("An", "", []),
        ("An (50%)", "%", ["%"]), ("a.b", ".", ["."]), ("Lê Ân", "x", []),
    ],
)
def test_what_was_found_is_cut_out_of_the_text_as_it_was_written(written, words, found):
    for form in ("NFC", "NFD"):
        there = unicodedata.normalize(form, written)
        pieces = text.pieces(there, words)
        assert "".join(piece for piece, _ in pieces) == there
        assert [unicodedata.normalize("NFC", piece) for piece, hit in pieces if hit] == found


def test_a_word_still_being_typed_is_looked_for_as_it_stands_too():
    assert text.search_words("Quy đắk") == [frozenset({"quy", "qui"}), frozenset({"dak"})]
    assert text.search_words(" | ") == []
