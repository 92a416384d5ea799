"""Text as Vietnamese offices write and search it."""

import unicodedata


def nfc(text: str) -> str:
    """The composed form: the only one stored, so that equal words are equal bytes."""
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """`text` without case, tone and accent marks, for searching: 'Đắk Lắk' → 'dak lak', 'chiến sỹ' → 'chien si'."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("đ", "d")
    # 'sĩ' and 'sỹ' are the same word; titles and people write both.
    words = ("si" if word == "sy" else word for word in plain.split())
    return " ".join(words)
