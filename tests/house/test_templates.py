"""Every template: Vietnamese, nothing inline, nothing from outside, forms with their code."""

import re
from collections.abc import Callable, Iterable

from django.contrib.staticfiles import finders
from django.template.loader import get_template

from tests.house.sources import ROOT, pages, templates

# a tag ends where a > closes it outside quotes
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.I)
OUTSIDE = re.compile(r"(?:src|href|action|content)\s*=\s*[\"'](?:https?:)?//", re.I)
POST_FORM = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>.*?</form>", re.I | re.S)


def name_of(path: str) -> str:
    return path.split("/templates/", 1)[1]


def where(found: Callable[[str], Iterable[str]], texts: dict[str, str]) -> dict[str, list[str]]:
    """Path → what is wrong in it; a path without fault is left out."""
    return {path: wrong for path, text in texts.items() if (wrong := list(found(text)))}


def test_each_compiles_and_ours_is_the_one_that_is_found():
    assert len(templates()) > 100
    others = {path for path in templates() if get_template(name_of(path)).origin.name != str(ROOT / path)}
    assert others == set()


def test_nothing_is_inline():
    assert where(INLINE.findall, pages()) == {}


def test_nothing_comes_from_outside():
    assert where(OUTSIDE.findall, templates()) == {}


def test_every_post_form_carries_its_code():
    assert where(lambda text: (form for form in POST_FORM.findall(text)
                               if "csrf_token" not in form and "{% crispy" not in form), pages()) == {}


def test_every_whole_page_is_in_vietnamese():
    whole = {path: text for path, text in pages().items() if "<html" in text}
    assert len(whole) > 0
    assert {path for path, text in whole.items() if '<html lang="vi">' not in text} == set()


def test_every_static_file_exists():
    named = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")
    assert where(lambda text: (name for name in named.findall(text) if finders.find(name) is None), pages()) == {}


def test_every_image_has_an_alternative():
    assert where(lambda text: (tag for tag in TAG.findall(text) if tag.startswith("<img") and "alt=" not in tag),
                 pages()) == {}


def test_our_style_sheets_load_nothing_from_outside():
    sheets = sorted((ROOT / "config" / "static").rglob("*.css"))
    assert sheets
    addresses = {url for sheet in sheets for url in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text())}
    assert {url for url in addresses if re.match(r"(https?:)?//", url)} == set()
    assert [sheet.name for sheet in sheets if "sourceMappingURL" in sheet.read_text()] == []
