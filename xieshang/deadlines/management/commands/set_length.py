from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from xieshang.deadlines import actions
from xieshang.deadlines.periods import Length, declared
from xieshang.deadlines.states import Unit
from xieshang.members.models import Assembly
from xieshang.spine.rule import Refused


class Command(BaseCommand):
    help = _("定一级政协某一步骤的期限；已经起算的期限不变。")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("assembly", help=_("政协的代码"))
        parser.add_argument("step", choices=sorted(declared()))
        parser.add_argument("amount", type=int)
        parser.add_argument("unit", choices=Unit.values)
        parser.add_argument("--source", required=True, help=_("依据的规定的名称"))

    def handle(self, *args: Any, assembly: str, step: str, amount: int, unit: str, source: str, **options: Any) -> None:
        found = Assembly.objects.filter(code=assembly).first()
        if found is None or amount < 1:
            unknown = _("没有代码为“%(code)s”的政协。") % {"code": assembly}
            raise CommandError(unknown if found is None else _("期限至少是 1，请写一个正整数。"))
        try:
            period = actions.set_length(found, code=step, length=Length(amount, Unit(unit), source), by=None)
        except Refused as refused:
            raise CommandError(refused.reason) from None
        self.stdout.write(str(period))
