"""The README's diagram and matrix say what the code says."""

from pathlib import Path

from django.conf import settings

from workflow import drawing
from workflow.judging import ACTS

README = Path(settings.BASE_DIR) / "README.md"


def test_the_diagram_and_the_matrix_are_fresh():
    text = README.read_text("utf-8")
    assert drawing.refreshed(text, ACTS) == text


def test_every_file_that_the_readme_names_exists():
    named = [word for line in README.read_text("utf-8").splitlines() for word in line.split("`")[1::2]]
    paths = [
        word
        for word in named
        if "/" in word and word.split("/")[0] in ("dossiers", "workflow", "notifications", "tests")
    ]
    assert [path for path in paths if not (Path(settings.BASE_DIR) / path).exists()] == []
