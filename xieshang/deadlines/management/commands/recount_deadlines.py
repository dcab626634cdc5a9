from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from xieshang.deadlines import actions


class Command(BaseCommand):
    help = _("重算所有未到期的期限；升级带来新一年的节假日以后用。")

    def handle(self, *args: Any, **options: Any) -> None:
        moved = actions.recount(by=None)
        self.stdout.write(_("%(moved)d 个期限有变动。") % {"moved": len(moved)})
