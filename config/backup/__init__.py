"""One archive of an installation: its database and its attachments, with a manifest that knows every byte.

`making` writes it while the site runs, `restoring` brings it back whole or not at all; `archive` is the file itself,
`sqlite` and `postgres` the two kinds of database. An archive goes back to the kind it came from.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import CalledProcessError

from django.db import DatabaseError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


class Refusal(Exception):
    """Không sao lưu hoặc khôi phục được: một câu cho người dùng."""


@contextmanager
def in_words(after: str) -> Iterator[None]:
    """Within the block what the disk or the database refuses is a Refusal; `after`: a sentence on how things stand."""
    try:
        yield
    except OSError as error:
        raise Refusal(f"{_of_the_disk(error)} {after}") from error
    except (DatabaseError, sqlite3.Error) as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise Refusal(f"Cơ sở dữ liệu không làm được ({said}). {after}") from error
    except CalledProcessError as error:
        raise Refusal(f"Chương trình {error.cmd[0]} không chạy được (mã {error.returncode}). {after}") from error


def _of_the_disk(error: OSError) -> str:
    where = f" {error.filename}" if error.filename else ""
    if error.errno in NO_ROOM:
        return f"Đĩa không còn chỗ để ghi{where}."
    if error.errno in NO_RIGHT:
        return f"Không có quyền ghi hoặc đọc{where}."
    return f"Không ghi hoặc đọc được{where} ({error.strerror or error})."
