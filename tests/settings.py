"""The product's settings for its tests: a data folder of their own, and hashes that cost nothing."""

import os

os.environ["XIESHANG_VAR"] = os.path.join(os.environ.get("XIESHANG_VAR") or "var", "test")
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "XIESHANG_DB_ROLE", "XIESHANG_PRODUCTION", "XIESHANG_DEBUG"):
    os.environ.pop(name, None)

from xieshang.engine import catalogues  # noqa: E402
from xieshang.engine.settings import *  # noqa: E402, F403

catalogues.build()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
SECRET_KEY = "for tests alone"
