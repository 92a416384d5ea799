"""What the database itself refuses: compiled from the lifecycle and installed after every migration.

SQLite drops triggers whenever a table is remade, so start-up and health checks compare fingerprints.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from dossiers.lifecycle import moves
from workflow.judging import ACTS

DOSSIER, ENTRY = "dossiers_dossier", "workflow_entry"


def statements() -> dict[str, list[str]]:
    """Trigger name → the statements that install it, for the database in use. The name carries the fingerprint."""
    postgres = connection.vendor == "postgresql"
    return _named(_postgres() if postgres else _sqlite())


def install() -> None:
    """Install every trigger anew, removing those of earlier definitions."""
    remove()
    with connection.cursor() as cursor:
        for lines in statements().values():
            for line in lines:
                cursor.execute(line)


def remove() -> None:
    """Take every trigger away, until `install`."""
    with connection.cursor() as cursor:
        for name in installed():
            _drop(cursor, name)


def installed() -> list[str]:
    """The names of our triggers in the database."""
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'vd\\_%' AND NOT tgisinternal AND tgenabled <> 'D'"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'vd\\_%' ESCAPE '\\'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted(row[0] for row in cursor.fetchall())


def missing() -> list[str]:
    """The names of the triggers that should be there and are not (or are of an earlier definition)."""
    return sorted(set(statements()) - set(installed()))


@contextmanager
def lifted() -> Iterator[None]:
    """Without triggers for the block: for flushing a test database, and for tests that tamper on purpose."""
    remove()
    try:
        yield
    finally:
        install()


def _drop(cursor: object, name: str) -> None:
    table = ENTRY if "_journal_" in name else DOSSIER
    if connection.vendor == "postgresql":
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON {table}')  # type: ignore[attr-defined]
    else:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')  # type: ignore[attr-defined]


def _named(bodies: dict[str, list[str]]) -> dict[str, list[str]]:
    found = {}
    for name, lines in bodies.items():
        mark = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:10]
        found[f"vd_{name}_{mark}"] = [line.replace("@name@", f"vd_{name}_{mark}") for line in lines]
    return found


def _pairs(source: str, target: str) -> str:
    rows = [f"({source} = '{a}' AND {target} = '{b}')" for a, b in sorted(moves(ACTS))]
    return " OR ".join(rows)


# A move needs its journal entry: the next one of the dossier's chain, not one that told an earlier move. An award needs
# its decision.
_TOLD = f"""EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.dossier_id = NEW.id AND e.digest = NEW.chain_head
    AND e.to_state = NEW.state AND e.from_state = OLD.state AND e.previous = OLD.chain_head
    AND e.seq = NEW.chain_length AND e.seq = OLD.chain_length + 1)"""
_DECIDED = """EXISTS (SELECT 1 FROM workflow_decisionitem i JOIN workflow_decision d ON d.id = i.decision_id
    WHERE i.dossier_id = NEW.id AND i.live AND d.kind IN ('decision', 'outside')
    AND d.status IN ('issued', 'recorded'))"""
_WORDS = {
    "born": "Hồ sơ mới phải là bản nháp",
    "move": "Trạng thái chỉ đổi theo một hành động của quy trình",
    "told": "Đổi trạng thái phải có mục nhật ký",
    "granted": "Chỉ ghi 'Đã có quyết định' khi có quyết định đã phát hành hoặc đã ghi nhận",
    "gone": "Chỉ bản nháp mới xóa được",
    "journal": "Nhật ký chỉ được ghi thêm, không sửa, không xóa",
}


def _checks() -> dict[str, str]:
    return {
        "move": f"NOT ({_pairs('OLD.state', 'NEW.state')})",
        "told": f"NOT {_TOLD}",
        "granted": f"NEW.state = 'granted' AND NOT {_DECIDED}",
    }


def _sqlite() -> dict[str, list[str]]:
    # One trigger with the checks in order: SQLite promises nothing about the order of several.
    wrong = " ".join(f"WHEN {bad} THEN RAISE(ABORT, '{_quoted(name)}')" for name, bad in _checks().items())
    found = {
        "born": [
            f'CREATE TRIGGER "@name@" BEFORE INSERT ON {DOSSIER} WHEN NEW.state <> \'draft\' '
            f"BEGIN SELECT RAISE(ABORT, '{_quoted('born')}'); END"
        ],
        "move": [
            f'CREATE TRIGGER "@name@" BEFORE UPDATE OF state ON {DOSSIER} WHEN OLD.state <> NEW.state '
            f"BEGIN SELECT CASE {wrong} END; END"
        ],
        "gone": [
            f'CREATE TRIGGER "@name@" BEFORE DELETE ON {DOSSIER} WHEN OLD.state <> \'draft\' '
            f"BEGIN SELECT RAISE(ABORT, '{_quoted('gone')}'); END"
        ],
        # INSERT OR REPLACE takes a row away without asking the trigger on DELETE.
        "journal_replace": [
            f'CREATE TRIGGER "@name@" BEFORE INSERT ON {ENTRY} WHEN EXISTS (SELECT 1 FROM {ENTRY} e '
            "WHERE e.id = NEW.id OR e.digest = NEW.digest OR (e.subject_kind = NEW.subject_kind "
            "AND e.subject_id = NEW.subject_id AND e.seq = NEW.seq)) "
            f"BEGIN SELECT RAISE(ABORT, '{_quoted('journal')}'); END"
        ],
    }
    for verb in ("UPDATE", "DELETE"):
        found[f"journal_{verb.lower()}"] = [
            f'CREATE TRIGGER "@name@" BEFORE {verb} ON {ENTRY} BEGIN SELECT RAISE(ABORT, \'{_quoted("journal")}\'); END'
        ]
    return found


def _postgres() -> dict[str, list[str]]:
    moved = "".join(
        f"IF {wrong} THEN RAISE EXCEPTION '{_quoted(name)}' USING ERRCODE = 'check_violation'; END IF;\n"
        for name, wrong in _checks().items()
    )
    born = (
        f"IF NEW.state <> 'draft' THEN RAISE EXCEPTION '{_quoted('born')}' USING ERRCODE = 'check_violation'; END IF;"
    )
    refuse = f"RAISE EXCEPTION '{_quoted('journal')}' USING ERRCODE = 'check_violation';"
    return {
        "born": _function("born", f"{born} RETURN NEW;", f"BEFORE INSERT ON {DOSSIER} FOR EACH ROW"),
        "move": _function(
            "move",
            f"{moved} RETURN NEW;",
            f"BEFORE UPDATE OF state ON {DOSSIER} FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)",
        ),
        "gone": _function(
            "gone",
            f"RAISE EXCEPTION '{_quoted('gone')}' USING ERRCODE = 'check_violation';",
            f"BEFORE DELETE ON {DOSSIER} FOR EACH ROW WHEN (OLD.state <> 'draft')",
        ),
        "journal_row": _function(
            "journal", f"{refuse} RETURN NULL;", f"BEFORE UPDATE OR DELETE ON {ENTRY} FOR EACH ROW"
        ),
        "journal_all": _function("journal", f"{refuse} RETURN NULL;", f"BEFORE TRUNCATE ON {ENTRY} FOR EACH STATEMENT"),
    }


def _function(name: str, body: str, when: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION vd_{name}() RETURNS trigger LANGUAGE plpgsql AS $vd$ BEGIN {body} END $vd$",
        f'CREATE TRIGGER "@name@" {when} EXECUTE FUNCTION vd_{name}()',
    ]


def _quoted(name: str) -> str:
    return _WORDS[name].replace("'", "''")
