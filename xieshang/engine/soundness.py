"""Whether an installation is sound: its settings, its database roles, its tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

OWNED = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
RIGHTS = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"


@dataclass(frozen=True)
class Finding:
    """What was looked at, and what is wrong with it; an empty fault means nothing."""

    check: str
    fault: str = ""


def findings() -> Iterator[Finding]:
    """Everything worth looking at, one after the other."""
    yield Finding(_("设置"), "; ".join(_faults_of_settings()))
    yield Finding(_("数据库角色的权限"), _fault_of_rights())
    yield Finding(_("数据表的所有者"), _fault_of_owner())
    yield Finding(_("数据表的版本"), _fault_of_tables())


def _faults_of_settings() -> list[str]:
    production = not settings.DEBUG and settings.SESSION_COOKIE_SECURE
    found = checks.run_checks(include_deployment_checks=production, databases=["default"])
    return [f"{one.id}: {one.msg}" for one in found if one.is_serious(checks.WARNING) and not one.is_silenced()]


def _fault_of_rights() -> str:
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        has_too_much = any(cursor.fetchone() or ())
    return _("应用所用的角色是超级用户，行级规则对它无效；请换一个普通角色。") if has_too_much else ""


def _fault_of_owner() -> str:
    with connection.cursor() as cursor:
        cursor.execute(OWNED)
        (count,) = cursor.fetchone() or (0,)
    if not count:
        return ""
    cure = _("应用所用的角色拥有 %(count)s 张数据表；请用 DATABASE_OWNER_URL 另指定所有者。")
    return cure % {"count": count}


def _fault_of_tables() -> str:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return _("有 %(count)s 个迁移尚未执行；请运行 xieshang setup。") % {"count": waiting} if waiting else ""
