"""What the house tests read: our own sources, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "notifications", "workflow", "dossiers")


@cache
def modules() -> dict[str, str]:
    """Path from the root → source of every module of the product."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return {str(file.relative_to(ROOT)): file.read_text() for file in files}


@cache
def trees() -> dict[str, ast.Module]:
    return {path: ast.parse(source) for path, source in modules().items()}


@cache
def templates() -> dict[str, str]:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("templates/**/*.*"))]
    return {str(file.relative_to(ROOT)): file.read_text() for file in files if file.suffix in {".html", ".txt"}}


def pages() -> dict[str, str]:
    """The templates a browser sees; those of e-mails are read by mail programs, which have no style sheet."""
    return {path: text for path, text in templates().items() if path.endswith(".html") and "/email/" not in path}


def imports(tree: ast.Module) -> Iterator[str]:
    """Dotted names that a module imports, `from a import b` as a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Dotted names that a module calls, with the line: `datetime.now`, `timezone.now`, `now`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
