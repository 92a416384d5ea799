"""A YAML 1.2 file as one mapping of located values, or the place where it is none."""

import re
from collections.abc import Collection
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node
from ruamel.yaml.reader import ReaderError

from dossiers.located import Block, Malformed

_KEY = re.compile(r"""(?:^|[\s{,\[-])["']?([A-Za-z_]\w*)["']?\s*:(?=\s|$)""")


def load(path: Path, *, top: Collection[str]) -> Block:
    """The top mapping of the file; `top` names some of its keys. Raises `Malformed` if it is no YAML 1.2 mapping."""
    keys = list(top)
    try:
        node = _composed(path)
    except Malformed as error:
        if error.key or isinstance(error.__cause__, OSError):
            raise
        raise Malformed(error.text, key=keys[0], line=error.line) from error
    if not isinstance(node, MappingNode):
        raise Malformed(f"tệp phải bắt đầu bằng các khóa {', '.join(keys)} …", key=keys[0], line=1)
    return Block("", node)


def _composed(path: Path) -> Node | None:
    content = _content(path)
    try:
        return YAML(typ="safe", pure=True).compose(content)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _no_yaml(content, mark.index if mark else 0, str(error.problem)) from error
    except ReaderError as error:
        raise _no_yaml(content, error.position, error.reason) from error
    except YAMLError as error:
        raise _no_yaml(content, 0, _first_line(error)) from error
    except RecursionError as error:
        raise _no_yaml(content, 0, "lồng quá sâu") from error


def _content(path: Path) -> str:
    try:
        found = path.read_bytes()
    except OSError as error:
        raise Malformed(f"không đọc được tệp ({error.strerror})", key="", line=1) from error
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = found[: error.start].decode("utf-8", "replace")
        raise _at(before, len(before), "tệp không ghi bằng UTF-8") from error


def _no_yaml(content: str, place: int, why: str) -> Malformed:
    return _at(content, place, f"không phải YAML đúng ({why})")


def _at(content: str, place: int, text: str) -> Malformed:
    """A complaint about a place (characters from the start) where there are no nodes yet: at the nearest key."""
    lines = content.split("\n")
    number = content.count("\n", 0, place)
    column = place - (content.rfind("\n", 0, place) + 1)
    return Malformed(text, key=_key_at(lines[number], column) or _key_above(lines[:number]), line=number + 1)


def _key_at(line: str, column: int) -> str:
    """The last key of the line before the column, else its first, else ''."""
    found = list(_KEY.finditer(line))
    before = [each.group(1) for each in found if each.start(1) <= column]
    return before[-1] if before else found[0].group(1) if found else ""


def _key_above(lines: list[str]) -> str:
    return next((key for line in reversed(lines) if (key := _key_at(line, len(line)))), "")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
