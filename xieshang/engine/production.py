"""What a real assembly's server refuses to start with."""

from collections.abc import Sequence
from pathlib import Path

from xieshang.engine.environment import DEMO_MARK, UnfitError
from xieshang.engine.language import _

SHORTEST_KEY = 40


def refuse_what_is_unfit(*, debug: bool, allowed_hosts: Sequence[str], secret_key: str, var: Path) -> None:
    """Raise UnfitError naming everything that is only fit for a demonstration, with its cure."""
    if found := unfit(debug=debug, allowed_hosts=allowed_hosts, secret_key=secret_key, var=var):
        raise UnfitError(_("不能用于正式环境：%(faults)s") % {"faults": "".join(found)})


def unfit(*, debug: bool, allowed_hosts: Sequence[str], secret_key: str, var: Path) -> list[str]:
    """One sentence for each thing that stands in the way of production."""
    has_own_key = _is_own(secret_key, var)
    key_wanted = _("没有自己的密钥，请把 XIESHANG_SECRET_KEY 设为 %(length)s 个以上的随机字符。")
    faults = {
        _("调试页面开着，请去掉 XIESHANG_DEBUG。"): debug,
        _("没有指定域名，请设置 XIESHANG_HOSTS。"): not allowed_hosts or "*" in allowed_hosts,
        key_wanted % {"length": SHORTEST_KEY}: not has_own_key,
        _("数据文件夹里有演示账号，请用 XIESHANG_VAR 另指定一个。"): (var / DEMO_MARK).exists(),
    }
    return [sentence for sentence, holds in faults.items() if holds]


def _is_own(key: str, var: Path) -> bool:
    kept = var / "secret_key"
    is_generated = kept.exists() and kept.read_text() == key
    return len(key) >= SHORTEST_KEY and not key.startswith("django-insecure-") and not is_generated
