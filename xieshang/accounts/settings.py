"""How people sign in: what django-allauth and django-axes are told. The engine's settings take these names over."""

from datetime import timedelta
from typing import Any

from xieshang.engine import environment

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "xieshang.accounts.backends.PhoneOrEmailBackend",
]

_LIKE = {"user_attributes": ("name", "phone", "email", "sort_key")}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "xieshang.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": _LIKE},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# One text, a phone number or an address, finds the person; allauth calls such a text a user name.
ACCOUNT_ADAPTER = "xieshang.accounts.adapters.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "phone"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; the library checks that it could work
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = None  # the person is asked
ACCOUNT_FORMS = {
    "login": "xieshang.accounts.forms.SignInForm",
    "change_password": "xieshang.accounts.forms.ChangePasswordForm",
    "reauthenticate": "xieshang.accounts.forms.ConfirmPasswordForm",
}
# A whole assembly may sign in from one address; wrong passwords are counted by django-axes below.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/300s/key"}
SESSION_ENGINE = "xieshang.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600

MFA_ADAPTER = "xieshang.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the office vouches for the address
MFA_FORMS = {
    "authenticate": "xieshang.accounts.forms.CodeForm",
    "reauthenticate": "xieshang.accounts.forms.ConfirmCodeForm",
    "activate_totp": "xieshang.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "xieshang.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "xieshang.accounts.forms.RenamePasskeyForm",
}

USERSESSIONS_TRACK_ACTIVITY = False  # it would write at every request; see `duties.SeenMiddleware`

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS: list[Any] = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the ledger keeps who signed in
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "username"
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address"]
AXES_USERNAME_CALLABLE = "xieshang.accounts.lockout.mark_of_attempt"
AXES_CLIENT_IP_CALLABLE = "xieshang.accounts.lockout.address_of"
AXES_CLIENT_STR_CALLABLE = "xieshang.accounts.lockout.name_in_log"
AXES_LOCKOUT_CALLABLE = "xieshang.accounts.lockout.answer_unchanged"

# Where a proxy stands in front, it says who called; nobody else may.
ALLAUTH_TRUSTED_PROXY_COUNT = int(bool(environment.origin()) or environment.production())
