from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xieshang.deadlines import actions, imports
from xieshang.spine.rule import Refused


class Command(BaseCommand):
    help = "Enter a year's holidays and make-up days (csv: 日期,上班,名称), and count open deadlines again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="title of the notice that says so")

    def handle(self, *args: Any, file: Path, source: str, **options: Any) -> None:
        try:
            days = imports.read_days(file.read_bytes())
        except (OSError, Refused) as fault:
            raise CommandError(str(fault)) from fault
        moved = actions.enter_days(days, source=source, by=None)
        self.stdout.write(f"{len(days)} days entered, {len(moved)} deadlines moved")
