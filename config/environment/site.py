"""The site itself: its secret, its names, its address, its folder of attachments."""

import os
import secrets
from pathlib import Path
from urllib.parse import SplitResult

from config.environment.reading import BadSetting, Env, split_url, value

SHORTEST_SECRET = 50


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
