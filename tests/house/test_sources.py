"""Ratchets over the sources: sizes, the one clock, the one door, pinned requirements, no migration pending."""

import re

import pytest
from django.core.management import call_command

from tests.house.sources import ROOT, calls, modules, trees

LONGEST = 400
CLOCK = "dossiers/clock.py"
ASKS_THE_TIME = re.compile(
    r"(^|\.)(timezone\.(now|localtime|localdate)|datetime\.(now|utcnow|today)|date\.today|time\.time|Now)$"
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def test_no_module_is_longer_than_400_lines():
    sources = modules() | {str(file.relative_to(ROOT)): file.read_text() for file in TESTS}
    long = {path: source.count("\n") for path, source in sources.items() if source.count("\n") > LONGEST}
    assert {path: size for path, size in long.items() if "/migrations/" not in path} == {}


def test_nobody_but_the_clock_asks_for_the_time():
    askers = {
        f"{path}:{line} {name}"
        for path, tree in trees().items()
        for name, line in calls(tree)
        if path != CLOCK and ASKS_THE_TIME.search(name) and not is_display(path, name, line)
    }
    assert askers == set()


def is_display(path: str, name: str, line: int) -> bool:
    """localtime(x) and localdate(x) of a given instant only change its zone."""
    source = modules()[path].splitlines()[line - 1]
    return name.endswith(("localtime", "localdate")) and not re.search(r"local(time|date)\(\s*\)", source)


def test_no_field_fills_in_the_time_itself():
    assert {path for path, source in modules().items() if re.search(r"auto_now(_add)?\s*=\s*True", source)} == set()


def test_no_name_says_nothing():
    named = re.compile(r"^\s*class \w*(Manager|Helper|Utils?|Service)\b", re.M)
    assert {path for path, source in modules().items() if named.search(source)} == set()
    assert {path for path in modules() if re.search(r"(utils?|helpers?|services?|misc|common)\.py$", path)} == set()


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK|raise NotImplementedError)\b")
    assert {path for path, source in modules().items() if words.search(source)} == set()


def test_a_state_changes_only_through_the_door():
    """No module but the door assigns `state` of a dossier or calls update(state=…)."""
    door = {"workflow/engine.py", "dossiers/lifecycle.py"}
    write = re.compile(r"\bdossiers?\b[\w.\[\]]*\.state\s*=[^=]|dossiers?(\.\w+(\([^()]*\))?)*\.update\([^)]*\bstate=")
    writers = {path for path, source in modules().items() if "/migrations/" not in path and write.search(source)}
    assert writers <= door


def test_every_requirement_is_pinned_and_has_a_reason():
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"]
    assert len(lines) > 20
    bare = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z]+\])?==[0-9][\w.]* +# .{10,}", line)]
    assert bare == []


def test_every_requirement_is_used():
    """Each of the product's own dependencies is imported, installed as an application, or run."""
    names = {
        "Django": "django",
        "django-viewflow": "viewflow",
        "django-fsm-2": "django_fsm",
        "django-axes": "axes",
        "django-csp": "csp",
        "django-crispy-forms": "crispy_forms",
        "crispy-bootstrap5": "crispy_bootstrap5",
        "django-htmx": "django_htmx",
        "django-filter": "django_filters",
        "django-tables2": "django_tables2",
        "ruamel.yaml": "ruamel",
        "Markdown": "markdown",
        "python-docx": "docx",
    }
    # drivers that Django and Celery load by the scheme of an address
    by_address = {"psycopg", "redis", "kombu"}
    product = (ROOT / "requirements.txt").read_text().split("# Checks and tests")[0]
    source = "\n".join(modules().values())
    wanted = re.findall(r"^([A-Za-z0-9._-]+?)(?:\[[a-z]+\])?==", product, re.M)
    unused = [name for name in wanted if name not in by_address and names.get(name, name) not in source]
    assert unused == []


@pytest.mark.django_db
def test_no_migration_is_pending():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_migration_remakes_what_another_file_declares_twice():
    """One first migration an application; later ones are named."""
    names = [path for path in modules() if "/migrations/" in path and not path.endswith("__init__.py")]
    assert [name for name in names if re.search(r"_auto_\d{8}", name)] == []


def test_no_file_names_a_machine_or_a_tool():
    told = re.compile(r"(?<![\w.])/(work|tmp)/\w")
    files = [*modules().items(), *((str(f.relative_to(ROOT)), f.read_text()) for f in TESTS)]
    assert {path for path, source in files if told.search(source) and path != "tests/house/test_sources.py"} == set()
