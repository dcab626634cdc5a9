"""What a device is called: read from what the browser says of itself, in words a person recognises."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

BROWSERS = (
    ("MicroMessenger", gettext_lazy("微信")),
    ("DingTalk", gettext_lazy("钉钉")),
    ("HuaweiBrowser", gettext_lazy("华为浏览器")),
    ("MiuiBrowser", gettext_lazy("小米浏览器")),
    ("QQBrowser", gettext_lazy("QQ 浏览器")),
    ("UCBrowser", gettext_lazy("UC 浏览器")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
MACHINES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("UOS", "UOS"),
    ("Kylin", "Kylin"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """The device in words, “微信（iPhone）”; what is unknown is called so."""
    machine = next((word for sign, word in MACHINES if sign in user_agent), _("未知设备"))
    browser = next((word for sign, word in BROWSERS if sign in user_agent), _("浏览器"))
    return _("%(browser)s（%(machine)s）") % {"machine": machine, "browser": browser}


def is_phone(user_agent: str) -> bool:
    """Is it a device one holds in the hand?"""
    return any(sign in user_agent for sign in ("Mobile", "iPhone", "iPad", "Android", "HarmonyOS"))
