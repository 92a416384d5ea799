"""Every template: Vietnamese, nothing inline, nothing from outside, forms with their code."""

import re

import pytest
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


@pytest.mark.parametrize("path", sorted(templates()))
def test_it_compiles(path):
    get_template(name_of(path))


@pytest.mark.parametrize("path", sorted(templates()))
def test_ours_is_the_one_that_is_found(path):
    assert get_template(name_of(path)).origin.name == str(ROOT / path)


@pytest.mark.parametrize("path", sorted(pages()))
def test_nothing_is_inline(path):
    assert INLINE.findall(pages()[path]) == []


@pytest.mark.parametrize("path", sorted(templates()))
def test_nothing_comes_from_outside(path):
    assert OUTSIDE.findall(templates()[path]) == []


@pytest.mark.parametrize("path", sorted(pages()))
def test_every_post_form_carries_its_code(path):
    bare = [form for form in POST_FORM.findall(pages()[path]) if "csrf_token" not in form and "{% crispy" not in form]
    assert bare == []


@pytest.mark.parametrize("path", sorted(pages()))
def test_every_whole_page_is_in_vietnamese(path):
    text = pages()[path]
    if "<html" in text:
        assert '<html lang="vi">' in text


@pytest.mark.parametrize("path", sorted(pages()))
def test_every_static_file_exists(path):
    named = re.findall(r"{%\s*static\s+[\"']([^\"']+)[\"']", pages()[path])
    assert [name for name in named if finders.find(name) is None] == []


@pytest.mark.parametrize("path", sorted(pages()))
def test_every_image_has_an_alternative(path):
    assert [tag for tag in TAG.findall(pages()[path]) if tag.startswith("<img") and "alt=" not in tag] == []


def test_our_style_sheets_load_nothing_from_outside():
    sheets = sorted((ROOT / "config" / "static").rglob("*.css"))
    assert sheets
    addresses = {url for sheet in sheets for url in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text())}
    assert {url for url in addresses if re.match(r"(https?:)?//", url)} == set()
    assert [sheet.name for sheet in sheets if "sourceMappingURL" in sheet.read_text()] == []
