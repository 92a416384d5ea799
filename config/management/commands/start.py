"""`manage.py start` (make run): bring the database up to date, then run web and worker until Ctrl-C."""

import errno
import socket
import sys
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection

from config.supervisor import Program, supervise
from dossiers.models import Season, User
from dossiers.vocabulary import Nature

LOCAL = {"localhost", "127.0.0.1", "[::1]"}


class Command(BaseCommand):
    help = "Khởi động trang web cùng tiến trình nền; Ctrl-C dừng tất cả."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-demo", action="store_true", help="không nạp năm mẫu vào cơ sở dữ liệu trống")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port()
        refuse_dead_database()
        self.prepare(demo=not options["without_demo"])
        connection.close()
        ended = supervise(programs(), ready=answers, announce=self.announce)
        if ended:
            sys.exit(f"Vinh Danh dừng: tiến trình {ended} đã kết thúc, xem các dòng phía trên.")
        self.stdout.write("Vinh Danh đã dừng.")

    def prepare(self, *, demo: bool) -> None:
        """Migrations, catalogue, static files; a sample year where no year exists yet."""
        self.stdout.write("Đang chuẩn bị cơ sở dữ liệu…")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("check", stdout=StringIO())
        call_command("load_catalogue", verbosity=0)
        call_command("load_calendar", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if demo and not Season.objects.exists():
            self.stdout.write("Lần chạy đầu: đang lập năm thi đua mẫu, mất khoảng một phút…")
            call_command("demo", verbosity=0)

    def announce(self) -> None:
        self.stdout.write(f"\nVinh Danh đang chạy tại {settings.BASE_URL}\n")
        if User.objects.filter(nature=Nature.SAMPLE).exists():
            call_command("demo", accounts=True, stdout=self.stdout)
        self.stdout.write("Nhấn Ctrl-C để dừng.")
        self.stdout.flush()
        connection.close()


def bind_address() -> str:
    """Only this machine while only local names are allowed, every interface otherwise."""
    return "127.0.0.1" if LOCAL.issuperset(settings.ALLOWED_HOSTS) else "0.0.0.0"


def programs() -> list[Program]:
    """The web server and the worker with its scheduler, as this Python runs them."""
    bind = f"{bind_address()}:{settings.PORT}"
    web = ["gunicorn", "config.wsgi", "--bind", bind, "--workers", "2", "--threads", "4"]
    worker = ["celery", "--quiet", "-A", "config", "worker", "--beat", "--pool", "threads", "--concurrency", "2"]
    lean = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    return [
        Program("web", [sys.executable, "-m", *web, "--preload", "--no-control-socket", "--log-level", "warning"]),
        Program("worker", [sys.executable, "-m", *worker, *lean]),
    ]


def answers() -> bool:
    """Does the web server accept connections?"""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", settings.PORT)) == 0


def refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind_address(), settings.PORT))
        except OSError as error:
            why = "đang có chương trình khác dùng" if error.errno == errno.EADDRINUSE else "không được phép dùng"
            sys.exit(f"Vinh Danh không khởi động được: cổng {settings.PORT} {why}; hãy đặt PORT khác.")


def refuse_dead_database() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"Vinh Danh không khởi động được: không kết nối được cơ sở dữ liệu ({reason}).")
