from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from xieshang.deadlines import actions, imports
from xieshang.spine.rule import Refused


class Command(BaseCommand):
    help = _("录入一年的节假日和调休（csv：日期,上班,名称），并重算未到期的期限。")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help=_("依据的通知的名称"))

    def handle(self, *args: Any, file: Path, source: str, **options: Any) -> None:
        try:
            days = imports.read_days(file.read_bytes())
        except (OSError, Refused) as fault:
            raise CommandError(str(fault)) from fault
        moved = actions.enter_days(days, source=source, by=None)
        self.stdout.write(_("录入 %(days)d 天，%(moved)d 个期限有变动。") % {"days": len(days), "moved": len(moved)})
