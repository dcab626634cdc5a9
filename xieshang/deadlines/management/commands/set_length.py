from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xieshang.deadlines import actions
from xieshang.deadlines.periods import Length, declared
from xieshang.deadlines.states import Unit
from xieshang.members.models import Assembly


class Command(BaseCommand):
    help = "Set how long a step may take in one assembly; deadlines that run already keep their length."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("assembly", help="its code")
        parser.add_argument("step", choices=sorted(declared()))
        parser.add_argument("amount", type=int)
        parser.add_argument("unit", choices=Unit.values)
        parser.add_argument("--source", required=True, help="title of the rule that says so")

    def handle(self, *args: Any, assembly: str, step: str, amount: int, unit: str, source: str, **options: Any) -> None:
        found = Assembly.objects.filter(code=assembly).first()
        if found is None or amount < 1:
            raise CommandError(f"no assembly {assembly!r}" if found is None else f"{amount} is no length")
        period = actions.set_length(found, code=step, length=Length(amount, Unit(unit), source), by=None)
        self.stdout.write(str(period))
