from typing import Any

from django.core.management.base import BaseCommand

from xieshang.deadlines import actions


class Command(BaseCommand):
    help = "Count every open deadline again, after an upgrade that brought a new year's holidays."

    def handle(self, *args: Any, **options: Any) -> None:
        moved = actions.recount(by=None)
        self.stdout.write(f"{len(moved)} deadlines moved")
