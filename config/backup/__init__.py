"""One archive of an installation: its database and its attachments, with a manifest that knows every byte.

`making` writes it while the site runs, `restoring` brings it back whole or not at all; `archive` is the file itself,
`sqlite` and `postgres` the two kinds of database. An archive goes back to the kind it came from.
"""


class Refusal(Exception):
    """Không sao lưu hoặc khôi phục được: một câu cho người dùng."""
