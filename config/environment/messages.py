"""What takes messages further: the broker, the mail server, Zalo."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote

from config.environment.reading import BadSetting, Env, query_of, read_url, split_url, value


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
    return Mail("notifications.smtp.EmailBackend", settings, sender)


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
