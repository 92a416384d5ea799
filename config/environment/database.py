"""The database: a SQLite file or a PostgreSQL server."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote

from config.environment.reading import BadSetting, Env, query_of, split_url, value

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# Waiting for a lock ends in words; compiling a query costs more than any of ours takes.
SESSION_OPTIONS = "-c lock_timeout=5s -c jit=off"
POSTGRES_QUERY = {"sslmode", "sslrootcert", "connect_timeout"}
SSL_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}


def read_database(env: Env, *, base: Path) -> dict[str, Any]:
    """`DATABASES['default']` from DATABASE_URL: sqlite:///file, postgres://user:password@host:port/name."""
    text = value(env, "DATABASE_URL")
    if text is None:
        return sqlite(base / "var" / "db.sqlite3")
    parts = split_url("DATABASE_URL", text, {"sqlite", "postgres", "postgresql"})
    if parts.scheme == "sqlite":
        return sqlite(sqlite_file(parts, base=base))
    return postgres(parts)


def sqlite(file: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": dict(SQLITE_OPTIONS)}


def sqlite_file(parts: SplitResult, *, base: Path) -> Path:
    """sqlite:///relative/to/the/project or sqlite:////absolute/path."""
    query_of("DATABASE_URL", parts, set())
    name = unquote(parts.path).removeprefix("/")
    if parts.netloc or not name or name.endswith("/"):
        raise BadSetting("DATABASE_URL: SQLite viết là sqlite:///tệp (trong dự án) hoặc sqlite:////đường/dẫn/tệp.")
    file = base / name
    if not file.parent.is_dir():
        raise BadSetting("DATABASE_URL: chưa có thư mục chứa tệp SQLite; hãy tạo thư mục trước.")
    if file.is_dir():
        raise BadSetting("DATABASE_URL: đường dẫn SQLite đang là một thư mục; cần tên một tệp.")
    return file


def postgres(parts: SplitResult) -> dict[str, Any]:
    options = query_of("DATABASE_URL", parts, POSTGRES_QUERY)
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise BadSetting(f"DATABASE_URL: sslmode phải là một trong: {', '.join(sorted(SSL_MODES))}.")
    if not options.get("connect_timeout", "1").isdigit():
        raise BadSetting("DATABASE_URL: connect_timeout phải là số giây.")
    name = unquote(parts.path).removeprefix("/")
    if not name or "/" in name:
        raise BadSetting("DATABASE_URL: thiếu tên cơ sở dữ liệu; viết postgres://người_dùng:mật_khẩu@máy:cổng/tên.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5", **options, "options": SESSION_OPTIONS},
    }
