"""`xieshang administrator`: the way in where nobody can sign in yet, or nobody can any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.accounts import actions, queries
from xieshang.accounts.contacts import normal_phone
from xieshang.accounts.models import Person, Scope
from xieshang.spine import clock
from xieshang.spine.rule import Refused


class Command(BaseCommand):
    """Makes someone an administrator of an assembly and prints a one-time password."""

    help = _("开通一位系统管理员，并显示一次性密码。")

    def add_arguments(self, parser: CommandParser) -> None:
        """Which assembly, and who."""
        parser.add_argument("--assembly", required=True, metavar="CODE", help=_("政协的代码"))
        parser.add_argument("--phone", required=True, help=_("手机号；已有账号的，只授予角色"))
        parser.add_argument("--name", default="", help=_("姓名；没有账号时必填"))

    def handle(self, *args: Any, **options: Any) -> None:
        """All of it or nothing."""
        place = Scope.objects.filter(assembly__code=options["assembly"]).first()
        if place is None:
            raise CommandError(_("没有代码为“%(code)s”的政协。") % {"code": options["assembly"]})
        try:
            with transaction.atomic():
                password = _appointed(place, options["name"], options["phone"])
        except Refused as refused:
            raise CommandError(refused.reason) from None
        self.stdout.write(_("一次性密码（只显示这一次，登录后须修改）：%(password)s") % {"password": password})


def _appointed(place: Scope, name: str, phone: str) -> str:
    person = queries.people_by_phone([normal_phone(phone) or ""]).get(normal_phone(phone) or "")
    person = person or actions.enter(place, by=None, particulars=actions.Particulars(name, phone))
    if not _administers(person, place):
        actions.grant(place, by=None, person=person, role="administrator", from_on=clock.today())
    return actions.issue_password(person, by=None)


def _administers(person: Person, place: Scope) -> bool:
    return any(held.role == "administrator" and held.scope_id == place.pk for held in person.held)
