"""Imports go down only, and a few names stay in their room."""

import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT, imports, trees

COMMERCIAL = ("viewflow.fsm.chart", "viewflow.fsm.views", "viewflow.fsm.viewset", "viewflow.fsm.admin")


def importers(*prefixes: str) -> set[str]:
    """Modules that import one of the names or something below it."""
    return {
        path
        for path, tree in trees().items()
        if any(name == prefix or name.startswith(f"{prefix}.") for name in imports(tree) for prefix in prefixes)
    }


def test_the_floors_hold():
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_the_flows_know_viewflow():
    assert {path for path in importers("viewflow") if not path.startswith("workflow/flows/")} == set()


def test_the_commercial_parts_of_viewflow_are_never_imported():
    assert importers(*COMMERCIAL) == set()


def test_only_the_lifecycle_declares_transitions():
    fields = {"dossiers/models/dossier.py", "dossiers/migrations/0001_initial.py"}
    assert importers("django_fsm") <= {"dossiers/lifecycle.py"} | fields
    assert importers("django_fsm.transition") <= {"dossiers/lifecycle.py"}


def test_nothing_imports_the_top_floor():
    assert {path for path in importers("config") if not path.startswith("config/")} == set()
