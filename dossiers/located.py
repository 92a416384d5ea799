"""YAML 1.2 whose every value remembers its key and line, so that a mistake can be named in one line."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from dossiers.text import nfc

_TAG = "tag:yaml.org,2002:"
_DEEPEST = 20
_LONGEST_NUMBER = 15
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_SCALARS = {
    "str": "chữ", "int": "số nguyên", "float": "số thập phân", "bool": "true/false", "timestamp": "ngày",
    "null": "giá trị trống",
}


class Malformed(Exception):
    """The file cannot be understood: `key` and `line` say where, `text` why (Vietnamese)."""

    def __init__(self, text: str, *, key: str, line: int) -> None:
        shown = repr(key)[1:-1] if _unwritable(key) or "\n" in key else key
        named = f"khóa '{shown}': " if key else ""
        super().__init__(f"dòng {line}: {named}{text}")
        self.key, self.line, self.text = key, line, text


@dataclass(frozen=True)
class Value:
    """One node under a key. The readers below return plain Python or raise `Malformed` at its line."""

    key: str
    node: Node

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def wrong(self, text: str) -> Malformed:
        return Malformed(text, key=self.key, line=self.line)

    def text(self) -> str:
        """A non-empty string (a bare number or date is not one)."""
        if self._kind() != "str":
            raise self.wrong(f"phải là chữ, đang là {self._described()}")
        if not self.node.value.strip():
            raise self.wrong("đang để trống")
        if _unwritable(self.node.value):
            raise self.wrong("có ký tự điều khiển, không ghi được")
        return nfc(str(self.node.value))

    def short(self, longest: int) -> str:
        """A string of at most `longest` characters."""
        words = self.text()
        if len(words) > longest:
            raise self.wrong(f"dài {len(words)} ký tự, chỉ được tới {longest}")
        return words

    def is_text(self) -> bool:
        """Whether it is a string and not a number, date, list or mapping."""
        return self._kind() == "str"

    def is_mapping(self) -> bool:
        return isinstance(self.node, MappingNode)

    def blank(self) -> bool:
        """Whether nothing is written there."""
        return isinstance(self.node, ScalarNode) and not self.node.value.strip()

    def whole(self, *, least: int = 0, most: int | None = None) -> int:
        """A whole number from `least` to `most`."""
        if self._kind() != "int" or not re.fullmatch(r"[-+]?[0-9]+", self.node.value):
            raise self.wrong(f"phải là số nguyên, đang là {self._described()}")
        if len(self.node.value) > _LONGEST_NUMBER:
            raise self.wrong(f"số dài quá {_LONGEST_NUMBER} ký tự")
        number = int(self.node.value)
        if number < least:
            raise self.wrong(f"phải từ {least} trở lên, đang là {number}")
        if most is not None and number > most:
            raise self.wrong(f"chỉ được tới {most}, đang là {number}")
        return number

    def number(self) -> int | float:
        """A whole or decimal number, not below 0."""
        found = self._scalar() if self._kind() in ("int", "float") else None
        if not isinstance(found, int | float) or found < 0:
            raise self.wrong(f"phải là số từ 0 trở lên, đang là {self._described()}")
        return found

    def flag(self) -> bool:
        if self._kind() != "bool" or self.node.value.lower() not in ("true", "false"):
            raise self.wrong(f"phải là true hoặc false, đang là {self._described()}")
        return bool(self.node.value.lower() == "true")

    def day(self) -> date:
        """A date written 2003-11-28."""
        if self._kind() != "timestamp":
            raise self.wrong(f"phải là ngày dạng 2003-11-28, đang là {self._described()}")
        try:
            day = date.fromisoformat(self.node.value)
        except ValueError as error:
            raise self.wrong(f"không có ngày {self.node.value}") from error
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise self.wrong(f"ngày {self.node.value} nằm ngoài các năm {_FIRST_YEAR}–{_LAST_YEAR}")
        return day

    def choice(self, known: Collection[str]) -> str:
        """One of `known`."""
        word = self.text()
        if word not in known:
            raise self.wrong(f"không có {word!r}; được dùng: {', '.join(known)}")
        return word

    def plain(self, depth: int = 0) -> Any:
        """The value as JSON knows it: mappings, lists, text, numbers, flags, None (a date is text there)."""
        if depth > _DEEPEST:
            raise self.wrong("lồng quá sâu")
        if isinstance(self.node, MappingNode):
            block = self.block()
            return {name: block[name].plain(depth + 1) for name in block}
        if isinstance(self.node, SequenceNode):
            return [each.plain(depth + 1) for each in self.items()]
        return self._scalar()

    def _scalar(self) -> Any:
        kind = self._kind()
        if kind == "bool":
            return self.flag()
        if kind == "int":
            return self.whole(least=-(10**12))
        if kind == "float" and re.fullmatch(r"[-+]?\d+\.\d+", self.node.value):
            return float(self.node.value)
        if kind == "null":
            return None
        return self.day().isoformat() if kind == "timestamp" else self.text()

    def block(self) -> "Block":
        if not isinstance(self.node, MappingNode):
            raise self.wrong(f"phải là một nhóm khóa {{…}}, đang là {self._described()}")
        return Block(self.key, self.node)

    def items(self) -> list["Value"]:
        """The members of a list, each under this value's key."""
        if not isinstance(self.node, SequenceNode):
            raise self.wrong(f"phải là danh sách […], đang là {self._described()}")
        return [Value(self.key, node) for node in self.node.value]

    def filled(self) -> list["Value"]:
        """The members of a list that has some."""
        found = self.items()
        if not found:
            raise self.wrong("danh sách đang trống")
        return found

    def texts(self) -> list["Value"]:
        """A list of strings, or one string alone."""
        return [self] if isinstance(self.node, ScalarNode) else self.filled()

    def _kind(self) -> str:
        return str(self.node.tag).removeprefix(_TAG) if isinstance(self.node, ScalarNode) else ""

    def _described(self) -> str:
        if isinstance(self.node, ScalarNode):
            return f"{_SCALARS.get(self._kind(), 'kiểu lạ')} {self.node.value!r}"
        return "danh sách" if isinstance(self.node, SequenceNode) else "một nhóm khóa"


class Block:
    """A mapping. Ask `only` first, so that no unknown key is ever passed over."""

    def __init__(self, key: str, node: MappingNode) -> None:
        self.key, self.line = key, int(node.start_mark.line) + 1
        self.values: dict[str, Value] = {}
        for name, value in node.value:
            line = int(name.start_mark.line) + 1
            if not isinstance(name, ScalarNode):
                raise Malformed("tên khóa phải là chữ", key=key, line=line)
            if name.value in self.values:
                raise Malformed("ghi hai lần", key=name.value, line=line)
            self.values[name.value] = Value(name.value, value)
        self._lines = {name.value: int(name.start_mark.line) + 1 for name, _ in node.value}

    def only(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Refuse the first key that is neither required nor optional, then the first required one that is missing."""
        for name in self.values:
            if name not in required and name not in optional:
                raise Malformed("khóa không có trong định dạng", key=name, line=self._lines[name])
        for name in required:
            if name not in self.values:
                inside = f" trong '{self.key}'" if self.key else ""
                raise Malformed(f"còn thiếu{inside}", key=name, line=self.line)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def get(self, name: str) -> Value | None:
        return self.values.get(name)

    def wrong(self, name: str, text: str) -> Malformed:
        """A complaint about the key `name`, at its line (at the block's line where it is missing)."""
        return Malformed(text, key=name, line=self._lines.get(name, self.line))


def _unwritable(text: str) -> bool:
    """Whether it holds characters no screen shows and no database keeps: controls, halves of surrogate pairs."""
    return any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text)
