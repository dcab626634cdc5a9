"""Django's settings. What differs from place to place comes from `xieshang.engine.environment`."""

from importlib import import_module
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from xieshang.engine import REPOSITORY, environment
from xieshang.engine.database import django_database
from xieshang.engine.logs import ONE_LINE_EACH
from xieshang.engine.production import refuse_what_is_unfit

BASE_DIR = REPOSITORY
PACKAGE = Path(__file__).resolve().parents[1]
VAR = environment.var()
PRODUCTION = environment.production()
DEBUG = environment.debug()


def _settings_of(module: str) -> dict[str, Any]:
    """What a room's own settings module sets; rooms are named by text, so that nothing here imports them."""
    return {name: value for name, value in vars(import_module(module)).items() if name.isupper()}


# The street, from top to bottom; docs/house.md says what each room holds.
ROOMS = [
    "portal", "reports", "notices", "duties", "proposals", "meetings", "deadlines", "documents",
    "bureaus", "members", "accounts", "ui", "spine",
]  # fmt: skip

INSTALLED_APPS = [
    *[f"xieshang.{room}" for room in ROOMS],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
]
AUTH_USER_MODEL = "accounts.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "xieshang.engine.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xieshang.engine.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "xieshang.accounts.web.PersonMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xieshang.spine.web.RefusalMiddleware",
    "xieshang.spine.web.RequestIdMiddleware",
    "xieshang.accounts.duties.SeenMiddleware",
    "xieshang.accounts.duties.DutiesMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "xieshang.engine.urls"
WSGI_APPLICATION = "xieshang.engine.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "xieshang.ui.jinja.Pages",
        "NAME": "jinja2",
        "DIRS": [PACKAGE / room / "templates" for room in ROOMS],
        "OPTIONS": {
            "environment": "xieshang.ui.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "xieshang.ui.context.page",
                "xieshang.portal.context.desk",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",  # the pages of libraries
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": django_database(environment.database_role())
    | {"ENGINE": "xieshang.engine.connections", "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
}

LOGGING = ONE_LINE_EACH
FORM_RENDERER = "xieshang.ui.renderer.Widgets"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = environment.folder("static")
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = VAR / "files"  # outside what the web server serves: files go through rules
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long scheme of duty on its form is some thousands
FILE_UPLOAD_HANDLERS = [
    "xieshang.documents.uploads.DropExcess",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"  # built by `xieshang setup`
    },
}

SECRET_KEY = environment.given_secret_key() or environment.kept_secret(VAR / "secret_key")
ALLOWED_HOSTS = environment.allowed_hosts()
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
CSRF_TRUSTED_ORIGINS = [environment.origin()] if environment.origin() else []
# Whether subdomains are served securely, and whether browsers list the name, is for the operator's proxy to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "xieshang.ui.errors.stale"

# Attempts to sign in are counted for all processes together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "engine_cache"}}

STREAM_ORIGINS = environment.stream_origins()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *STREAM_ORIGINS],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# How people sign in is the accounts room's to say, how mail leaves that of notices: it stands over what is above.
globals().update(_settings_of("xieshang.accounts.settings"))
globals().update(_settings_of("xieshang.notices.settings"))

if PRODUCTION:
    refuse_what_is_unfit(debug=DEBUG, allowed_hosts=ALLOWED_HOSTS, secret_key=environment.given_secret_key(), var=VAR)
