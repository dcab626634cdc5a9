"""How mail leaves. The engine's settings take these names over.

==================  ==============================================================================
variable            meaning
==================  ==============================================================================
XIESHANG_MAIL       smtp+tls://name:password@host:587 (STARTTLS), smtps://…:465 (encrypted from the
                    start) or smtp://host:25 (in the clear: for a relay on this machine).
                    Unset: each mail becomes a file in <data folder>/mail
XIESHANG_MAIL_FROM  the address mail comes from
XIESHANG_SMS        https://… of the gateway that sends text messages, "off", or, unset, "files": each message
                    becomes a file in <data folder>/gateway/sms
XIESHANG_WECOM      the same for WeCom, in <data folder>/gateway/wecom; unset, it is "off"
==================  ==============================================================================
"""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from xieshang.engine import environment
from xieshang.engine.environment import UnfitError
from xieshang.engine.language import _

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_server(address: str) -> dict[str, Any]:
    """Django's settings for the mail server at an address; raises UnfitError for what is no such address."""
    if not address:
        files = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
        return files | {"EMAIL_FILE_PATH": environment.var() / "mail"}
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise UnfitError(_("XIESHANG_MAIL 应形如 smtp+tls://用户:密码@mail.example.org:587。"))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def gateway(name: str, unset: str) -> str:
    """Where messages of one way go: "files", the address of a gateway, or "" for nowhere.

    Raises UnfitError for what is none of these.
    """
    value = os.environ.get(name) or unset
    if value == "off":
        return ""
    if value == "files" or urlsplit(value).scheme == "https":
        return value
    raise UnfitError(_("%(name)s 应为 off、files，或网关的 https:// 地址。") % {"name": name})


globals().update(mail_server(os.environ.get("XIESHANG_MAIL", "")))
DEFAULT_FROM_EMAIL = os.environ.get("XIESHANG_MAIL_FROM") or "xieshang@localhost"
EMAIL_TIMEOUT = 20
EMAIL_USE_LOCALTIME = True
GATEWAYS = {"sms": gateway("XIESHANG_SMS", "files"), "wecom": gateway("XIESHANG_WECOM", "off")}
