"""`manage.py demo`: the sample year; `--accounts` prints who can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.rehearsal import demo, sample
from dossiers.models import Award, Season
from dossiers.vocabulary import Nature


class Command(BaseCommand):
    help = "Lập năm thi đua mẫu với tên và số liệu hư cấu; không làm gì nếu đã có."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="chỉ in các tài khoản mẫu")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self.print_accounts()
            return
        if demo.exists():
            if options["verbosity"]:
                self.stdout.write("Đã có năm mẫu.")
            return
        if Season.objects.filter(nature=Nature.REAL).exists():
            raise CommandError("Cơ sở dữ liệu đã có năm thi đua chính thức nên không lập năm mẫu.")
        if not Award.objects.exists():
            raise CommandError("Chưa nạp danh mục khen thưởng; hãy chạy load_catalogue trước.")
        demo.build()
        if options["verbosity"]:
            self.print_accounts()

    def print_accounts(self) -> None:
        if not demo.exists():
            raise CommandError("Chưa có năm mẫu; chạy 'manage.py demo' để lập.")
        self.stdout.write(f"Tài khoản mẫu (mật khẩu chung: {sample.PASSWORD})")
        width = max(len(account.username) for account in sample.ACCOUNTS)
        for account in sample.ACCOUNTS:
            self.stdout.write(f"  {account.username:<{width}}  {account.about}")
