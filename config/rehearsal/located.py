"""Reads a scenario file with the key and line of every value."""

from pathlib import Path

from dossiers import located
from dossiers.located import Block, Malformed, Value


def load(path: Path) -> Block:
    """The top mapping of a scenario. Raises `Malformed` for anything that is not one YAML 1.2 mapping."""
    return located.load(path, top=("title", "season", "bodies"))


__all__ = ["Block", "Malformed", "Value", "load"]
