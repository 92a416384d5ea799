"""Text as Vietnamese offices write and search it."""

import re
import unicodedata

# 'sĩ' and 'sỹ', 'kĩ' and 'kỹ', 'quí' and 'quý' are the same words; titles and people write both.
EITHER_SPELLING = re.compile(r"\b([hklmstv]|qu)y\b")


def nfc(text: str) -> str:
    """The composed form: the only one stored, so that equal words are equal bytes."""
    return unicodedata.normalize("NFC", text).strip()


def plain(text: str) -> str:
    """`text` without case, tone and accent marks, each word spelt as it was: 'Đắk Lắk' → 'dak lak', 'sỹ' → 'sy'."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("đ", "d")


def fold(text: str) -> str:
    """`text` as it is searched: as `plain`, in one spelling, single blanks: 'chiến sỹ' → 'chien si'."""
    return " ".join(_one_spelling(plain(text)).split())


def search_words(text: str) -> list[frozenset[str]]:
    """For each word that is looked for, the forms of which one must occur in a folded text: a word still being typed
    ('quy' of 'quyền') is also looked for as it stands."""
    words = (plain(word) for word in text.replace("|", " ").split())
    return [frozenset((word, _one_spelling(word))) for word in words if word]


def pieces(text: str, words: str) -> list[tuple[str, bool]]:
    """`text` cut where something was found: (piece, whether it is one of the `words`), accents and case kept.

    Joined, the pieces are `text` again; letters of several code points are never cut apart."""
    found = _found_letters(text, words)
    cut: list[tuple[str, bool]] = []
    for at, letter in enumerate(text):
        hit = at in found or bool(cut and cut[-1][1] and unicodedata.combining(letter))
        if cut and cut[-1][1] == hit:
            cut[-1] = (cut[-1][0] + letter, hit)
        else:
            cut.append((letter, hit))
    return cut


def _found_letters(text: str, words: str) -> set[int]:
    """The places in `text` of all letters that belong to a word looked for."""
    letters = [(letter, at) for at, written in enumerate(text) for letter in plain(written)]
    folded = _one_spelling("".join(letter for letter, _ in letters))
    found: set[int] = set()
    for form in {form for forms in search_words(words) for form in forms}:
        for match in re.finditer(re.escape(form), folded):
            found.update(at for _, at in letters[match.start() : match.end()])
    return found


def _one_spelling(text: str) -> str:
    # of the same length, so that places in the folded text are places in the text
    return EITHER_SPELLING.sub(r"\1i", text)
