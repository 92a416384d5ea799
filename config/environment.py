"""What the environment may say, and one clear line when it says something else.

Every reader takes the raw mapping and returns a checked value, or raises `BadSetting` whose text is
that line. Values that may hold a password are never repeated in it.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Env = Mapping[str, str]

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
SHORTEST_SECRET = 50
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# Waiting for a lock ends in words; compiling a query costs more than any of ours takes.
SESSION_OPTIONS = "-c lock_timeout=5s -c jit=off"
POSTGRES_QUERY = {"sslmode", "sslrootcert", "connect_timeout"}
SSL_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}


class BadSetting(Exception):
    """Biến môi trường có giá trị không dùng được."""


def value(env: Env, name: str) -> str | None:
    """The trimmed value, None when unset; set but empty is a mistake, not a default."""
    if name not in env:
        return None
    text = env[name].strip()
    if not text:
        raise BadSetting(f"{name} đang để trống; hãy ghi giá trị, hoặc bỏ hẳn biến này để dùng mặc định.")
    return text


def read_flag(env: Env, name: str, default: bool) -> bool:
    """True or False from one of the usual words."""
    text = value(env, name)
    if text is None:
        return default
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise BadSetting(f"{name} phải là một trong: on, off, true, false, yes, no, 1, 0; đang là {text!r}.")


def read_port(env: Env, name: str, default: int) -> int:
    """A TCP port, 1 to 65535."""
    text = value(env, name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise BadSetting(f"{name} phải là số từ 1 đến 65535; đang là {text!r}.")


@dataclass(frozen=True)
class Zalo:
    """The office's Zalo OA: the application's number and secret, and the token with which the first one is fetched."""

    app_id: str
    secret: str
    refresh_token: str
    url: str
    login_url: str


ZALO_NAMES = ("ZALO_OA_APP_ID", "ZALO_OA_SECRET", "ZALO_OA_REFRESH_TOKEN")


def read_zalo(env: Env) -> Zalo | None:
    """The three ZALO_OA_… together, None without any; ZALO_OA_URL and ZALO_OA_LOGIN_URL are Zalo's own by default."""
    given = [value(env, name) for name in ZALO_NAMES]
    url = read_url(env, "ZALO_OA_URL", "https://openapi.zalo.me")
    login_url = read_url(env, "ZALO_OA_LOGIN_URL", "https://oauth.zaloapp.com")
    app_id, secret, token = given
    if app_id and secret and token:
        return Zalo(app_id, secret, token, url, login_url)
    if any(given):
        missing = ", ".join(name for name, text in zip(ZALO_NAMES, given, strict=True) if not text)
        raise BadSetting(f"{missing} còn thiếu; Zalo OA cần đủ: {', '.join(ZALO_NAMES)}.")
    return None


def read_url(env: Env, name: str, default: str) -> str:
    """An http(s) address without a trailing slash."""
    parts = split_url(name, value(env, name) or default, {"http", "https"})
    if not parts.hostname or parts.query or parts.username:
        raise BadSetting(f"{name} phải có dạng http(s)://tên-máy[:cổng][/đường-dẫn].")
    return parts.geturl().rstrip("/")


def split_url(name: str, text: str, schemes: set[str]) -> SplitResult:
    """The parts of an address whose scheme is one of `schemes`; its port is checked, too."""
    known = ", ".join(f"{scheme}://" for scheme in sorted(schemes))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadSetting(f"{name} không phải là một địa chỉ đúng (tên máy hoặc cổng sai).") from error
    if parts.scheme not in schemes or "://" not in text:
        raise BadSetting(f"{name} phải bắt đầu bằng một trong: {known}.")
    if port == 0:
        raise BadSetting(f"{name} có cổng ngoài khoảng 1 đến 65535.")
    if parts.fragment:
        raise BadSetting(f"{name} có ký tự # thừa; ký tự đặc biệt trong mật khẩu phải viết dạng %23.")
    return parts


def query_of(name: str, parts: SplitResult, known: set[str]) -> dict[str, str]:
    """The options after `?`, each known and given once."""
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise BadSetting(f"{name}: phần sau dấu ? phải có dạng tên=giá trị.") from error
    options = dict(pairs)
    if len(options) != len(pairs):
        raise BadSetting(f"{name}: có tùy chọn ghi hai lần sau dấu ?.")
    for option in options:
        if option not in known:
            allowed = ", ".join(sorted(known)) or "không có tùy chọn nào"
            raise BadSetting(f"{name}: không có tùy chọn {option!r}; được dùng: {allowed}.")
    return options


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


@dataclass(frozen=True)
class Broker:
    url: str
    folder: Path | None = None


def read_broker(env: Env, *, base: Path) -> Broker:
    """Where Celery's messages wait: redis(s)://, amqp(s):// or filesystem:///folder (default var/broker)."""
    name = "CELERY_BROKER_URL"
    text = value(env, name)
    if text is None:
        return Broker("filesystem://", base / "var" / "broker")
    parts = split_url(name, text, {"redis", "rediss", "amqp", "amqps", "filesystem"})
    known = {"ssl_cert_reqs", "ssl_ca_certs"} if parts.scheme == "rediss" else set()
    query_of(name, parts, known)
    if parts.scheme == "filesystem":
        if parts.netloc:
            raise BadSetting(f"{name}: viết filesystem:///đường/dẫn/thư-mục.")
        folder = Path(unquote(parts.path)) if parts.path.strip("/") else base / "var" / "broker"
        return Broker("filesystem://", folder)
    if not parts.hostname:
        raise BadSetting(f"{name}: thiếu tên máy sau {parts.scheme}://.")
    if parts.scheme.startswith("redis") and not (parts.path.strip("/") or "0").isdigit():
        raise BadSetting(f"{name}: sau dấu / của Redis là số thứ tự cơ sở dữ liệu, ví dụ /0.")
    return Broker(text)


@dataclass(frozen=True)
class Mail:
    backend: str
    settings: dict[str, Any]
    sender: str


def read_mail(env: Env, *, base: Path) -> Mail:
    """How e-mail leaves: smtp://, smtps:// (TLS), smtp+tls:// (STARTTLS), or file:///folder (default var/mail)."""
    name = "EMAIL_URL"
    text = value(env, name)
    sender = "Vinh Danh <vinhdanh@localhost>"
    if text is None:
        return to_folder(base / "var" / "mail", sender)
    parts = split_url(name, text, {"smtp", "smtps", "smtp+tls", "file"})
    sender = query_of(name, parts, {"from"}).get("from", sender)
    if "@" not in sender or any(ord(letter) < 32 for letter in sender):
        raise BadSetting(f"{name}: from= phải là một địa chỉ thư điện tử.")
    if parts.scheme == "file":
        if parts.netloc or not parts.path.strip("/"):
            raise BadSetting(f"{name}: thư mục thư viết là file:///đường/dẫn/thư-mục.")
        return to_folder(Path(unquote(parts.path)), sender)
    if not parts.hostname:
        raise BadSetting(f"{name}: thiếu tên máy chủ thư sau {parts.scheme}://.")
    return smtp(parts, sender)


def to_folder(folder: Path, sender: str) -> Mail:
    if folder.exists() and not folder.is_dir():
        raise BadSetting("EMAIL_URL: đường dẫn đang là một tệp; cần một thư mục.")
    return Mail("django.core.mail.backends.filebased.EmailBackend", {"EMAIL_FILE_PATH": str(folder)}, sender)


def smtp(parts: SplitResult, sender: str) -> Mail:
    usual = {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme]
    settings = {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or usual,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }
    return Mail("django.core.mail.backends.smtp.EmailBackend", settings, sender)


def read_secret(env: Env, *, base: Path, debug: bool) -> str:
    """SECRET_KEY, or one made for this machine on its first start and kept in var/secret_key."""
    text = value(env, "SECRET_KEY")
    if text is None:
        return kept_secret(base / "var" / "secret_key")
    if not debug and (len(text) < SHORTEST_SECRET or len(set(text)) < 5):
        raise BadSetting(f"SECRET_KEY phải có ít nhất {SHORTEST_SECRET} ký tự khó đoán khi DEBUG tắt.")
    if not debug and text.startswith("django-insecure"):
        raise BadSetting("SECRET_KEY đang là khóa mẫu không an toàn; hãy đặt khóa riêng.")
    return text


def kept_secret(file: Path) -> str:
    """Read the machine's key; the first of several starting processes writes it, the others read that one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    text = file.read_text().strip()
    if len(text) < SHORTEST_SECRET:
        raise BadSetting("SECRET_KEY: tệp var/secret_key bị hỏng; hãy xóa tệp đó để tạo khóa mới.")
    return text


def read_hosts(env: Env, *, also: str | None) -> list[str]:
    """Names this site answers to, comma-separated, without scheme, port or path."""
    text = value(env, "ALLOWED_HOSTS")
    own = ["localhost", "127.0.0.1", "[::1]"] + ([also] if also else [])
    if text is None:
        return own
    hosts = [host.strip() for host in text.split(",")]
    for host in hosts:
        bare = host.strip("[]") if host.startswith("[") and host.endswith("]") else host.replace(":", "/")
        if not host or any(sign in bare for sign in "/@ \t") or ("*" in host and host != "*"):
            raise BadSetting(f"ALLOWED_HOSTS chỉ gồm tên máy, cách nhau bằng dấu phẩy; {host!r} không đúng.")
    return hosts


def read_base_url(env: Env, *, port: int) -> SplitResult:
    """The address people type, for links in messages; https here turns the secure cookies on."""
    text = value(env, "BASE_URL")
    parts = split_url("BASE_URL", text or f"http://localhost:{port}", {"http", "https"})
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise BadSetting("BASE_URL chỉ gồm http(s)://tên-máy[:cổng], ví dụ https://thidua.stp.example.vn.")
    return parts


def read_media(env: Env, *, base: Path) -> Path:
    """The folder of the attachments; a relative one is taken from the project."""
    text = value(env, "MEDIA_ROOT")
    if text is None:
        return base / "var" / "media"
    if "://" in text or "\0" in text:
        raise BadSetting("MEDIA_ROOT là một thư mục trên máy, không phải địa chỉ mạng.")
    folder = base / text
    nearest = next(path for path in [folder, *folder.parents] if path.exists())
    if not nearest.is_dir():
        raise BadSetting(f"MEDIA_ROOT: {nearest} là một tệp; cần một thư mục.")
    if not os.access(nearest, os.W_OK):
        raise BadSetting(f"MEDIA_ROOT: không có quyền ghi vào {nearest}.")
    return folder
