"""No package shows a person a word of English: every string it can translate has a Vietnamese one."""

import ast
import gettext
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

LOCALE = Path(__file__).resolve().parents[2] / "config" / "locale" / "vi" / "LC_MESSAGES"

PACKAGES = [
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_tables2",
    "viewflow.workflow",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.core",
    "django.db",
    "django.forms",
    "django.utils",
    "django.views.generic",
]
# name of the call: position of the text among its arguments, whether a context comes first
CALLS = {
    "_": (0, False),
    "gettext": (0, False),
    "gettext_lazy": (0, False),
    "gettext_noop": (0, False),
    "ngettext": (0, False),
    "ngettext_lazy": (0, False),
    "pgettext": (1, True),
    "pgettext_lazy": (1, True),
    "npgettext": (1, True),
    "npgettext_lazy": (1, True),
}


def in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        position, has_context = CALLS.get(getattr(node.func, "id", getattr(node.func, "attr", "")), (None, False))
        if position is None:
            continue
        texts = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
        if len(texts) > position and isinstance(texts[position], str) and texts[position]:
            yield f"{texts[0]}\x04{texts[position]}" if has_context else texts[position]


def in_template(source: str) -> Iterator[str]:
    for call in re.finditer(r"n?p?gettext\(.*?\)(?=\s|$)", templatize(source), re.S):
        yield from in_python(call.group(0))


def strings_of(package: str) -> set[str]:
    folder = Path(find_spec(package).submodule_search_locations[0])
    found: set[str] = set()
    for file in folder.rglob("*"):
        if {"locale", "tests", "static"} & set(file.relative_to(folder).parts):
            continue
        if file.suffix == ".py":
            found.update(in_python(file.read_text()))
        elif file.suffix in {".html", ".txt"}:
            found.update(in_template(file.read_text()))
    return found


def known(catalogue, text: str) -> bool:
    return any(key in catalogue for key in (text, (text, 0)))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_string_of_a_package_has_a_vietnamese_one(package):
    catalogue = trans_real.translation("vi")._catalog
    assert sorted(text for text in strings_of(package) if not known(catalogue, text)) == []


def test_the_reading_of_sources_finds_strings():
    assert {"Locked Out", "Account locked: too many login attempts. Please try again later."} <= strings_of("axes")
    assert "STATUS\x04Done" in strings_of("viewflow.workflow")
    assert "Skip to main content" in strings_of("django.contrib.admin")


def entries(po: Path) -> dict[str, str]:
    """Text (with its context) → translation, from the readable catalogue."""
    found = {}
    for block in po.read_text().split("\n\n"):
        fields = dict(re.findall(r"^(msgctxt|msgid|msgstr|msgstr\[0\]) (\".*\")$", block, re.M))
        text = ast.literal_eval(fields.get("msgid", '""'))
        if text:
            context = ast.literal_eval(fields["msgctxt"]) + "\x04" if "msgctxt" in fields else ""
            found[context + text] = ast.literal_eval(fields.get("msgstr") or fields["msgstr[0]"])
    return found


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_fresh(domain):
    with (LOCALE / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    read = {key[0] if isinstance(key, tuple) else key: text for key, text in compiled.items() if key}
    assert read == entries(LOCALE / f"{domain}.po")


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_a_translation_keeps_the_places_for_values(domain):
    place = re.compile(r"%\([a-z_0-9]+\)[sdr]|%[sd]|\{[a-z_]*\}")
    for text, translation in entries(LOCALE / f"{domain}.po").items():
        assert set(place.findall(translation)) <= set(place.findall(text)), text
