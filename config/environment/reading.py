"""Words, numbers and addresses, whichever variable they stand in."""

from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, urlsplit

Env = Mapping[str, str]

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


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
