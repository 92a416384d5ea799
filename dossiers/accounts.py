"""The life of an account: a one-time password opens it, the person chooses an own one, nobody ever deletes it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from axes.utils import reset as forgive_failures
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.validators import RegexValidator

from dossiers import clock
from dossiers.models import User

ONE_TIME_DAYS = 14
# No 0/o, 1/l/i: the slip is read out and typed by hand. 12 of 31 letters are 59 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 4
# A random password of 59 bits that lives two weeks needs no slow hash; a hundred accounts are then made in a second.
# Django hashes again, slowly, at the first login.
ROUNDS = 20_000
# Raises ValidationError for a name that people would mistype or that looks like another one.
check_username = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]*\Z",
    "Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch dưới, gạch ngang.",
)


def new_password() -> str:
    """A one-time password like 'k7mp-x2qa-9fhd', for one person and one slip of paper."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def give_one_time_password(user: User) -> str:
    """Set a new one-time password in memory and return it in clear; the caller saves the account and shows it once."""
    password = new_password()
    hasher = get_hasher()
    rounds = {"iterations": ROUNDS} if isinstance(hasher, PBKDF2PasswordHasher) else {}
    user.password = hasher.encode(password, hasher.salt(), **rounds)
    user.must_change_password = True
    user.password_issued_at = clock.now()
    return password


def issue_one_time_password(user: User) -> str:
    """Give the account a new one-time password, lift a lock-out, and return the password in clear."""
    password = give_one_time_password(user)
    user.save(update_fields=["password", "must_change_password", "password_issued_at"])
    forgive_failures(username=user.username)
    return password


def create_accounts(users: Sequence[User]) -> dict[str, str]:
    """Save new accounts with one-time passwords; username → password in clear, to be listed once and kept nowhere."""
    passwords = {user.username: give_one_time_password(user) for user in users}
    User.objects.bulk_create(users)
    return passwords


def expires_at(user: User) -> datetime | None:
    """When the one-time password of `user` ends; None if the password is the person's own."""
    if not user.must_change_password or user.password_issued_at is None:
        return None
    return user.password_issued_at + timedelta(days=ONE_TIME_DAYS)


def has_expired(user: User) -> bool:
    """Whether the account still has a one-time password that is too old to be used."""
    end = expires_at(user)
    return end is not None and end <= clock.now()


def own_password_chosen(user: User) -> None:
    """The person has chosen a password: the one-time one is over."""
    user.must_change_password = False
    user.password_issued_at = None
    user.save(update_fields=["must_change_password", "password_issued_at"])
