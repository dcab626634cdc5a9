"""What is done with bureaus. A new one comes as a row that is not yet written."""

from datetime import date

from django.utils.translation import gettext as _

from xieshang.accounts.models import Scope, ScopeKind
from xieshang.bureaus import events, rules
from xieshang.bureaus.models import Bureau
from xieshang.spine.action import action
from xieshang.spine.batch import current_batch, keep
from xieshang.spine.rule import Refused


@action(rules.may_manage, lock=False)
def open_bureau(bureau: Bureau, *, by: rules.By) -> Bureau:
    """Enter a bureau that proposals can be assigned to, and open the place where its people hold roles.

    Refused where the assembly has one of that code (a batch does not ask).
    """
    if current_batch() is None and Bureau.objects.filter(assembly=bureau.assembly, code=bureau.code).exists():
        raise Refused(_("代码“%(code)s”已被另一个承办单位使用，请换一个。") % {"code": bureau.code}, field="code")
    bureau.scope = keep(Scope(kind=ScopeKind.BUREAU, name=bureau.name, parent=bureau.assembly.scope))
    keep(bureau)
    events.BUREAU_OPENED.record(bureau, by, name=bureau.name, on=bureau.from_on)
    return bureau


@action(rules.may_manage)
def close_bureau(bureau: Bureau, *, by: rules.By, on: date) -> Bureau:
    """Close a bureau: from `on` nothing can be assigned to it; what it has, it still handles."""
    if on <= bureau.from_on:
        raise Refused(_("撤销日期应晚于设立日期。"), field="on")
    if bureau.until_on is not None and bureau.until_on <= on:
        raise Refused(_("%(bureau)s到那天已经撤销。") % {"bureau": bureau.name}, field="on")
    bureau.until_on = on
    keep(bureau)
    events.BUREAU_CLOSED.record(bureau, by, name=bureau.name, on=on)
    return bureau
