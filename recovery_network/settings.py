"""Settings, one file, all from the environment. `NAME_FILE` may name a file that holds the secret."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from recovery_network.timetable import TIMETABLE

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str | None = None) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names, or the default."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE). See README, “Settings”.")
    return value


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


RN_ENV = env("RN_ENV", "production")
LOCAL = RN_ENV in {"local", "test"}
TESTING = RN_ENV == "test"
PRODUCTION = not LOCAL
DATA_DIR = Path(env("RN_DATA_DIR", str(BASE_DIR / "var")))

# --- Who we are and where we live -------------------------------------------------------------
SITE_NAME = env("SITE_NAME", "Saathi")
RN_ORIGINS = [o.strip() for o in env("RN_ORIGINS", "http://localhost:8000").split(",") if o.strip()]
SITE_URL = RN_ORIGINS[0]
HTTPS = SITE_URL.startswith("https://")
EXIT_URL = env("EXIT_URL", "https://www.bbc.com/weather")
# ISO code of the one country this install serves; empty lets each visitor choose (safeguarding/where.py).
HELP_COUNTRY = env("HELP_COUNTRY", "").upper()
SIGN_UP_OPEN = flag("SIGN_UP_OPEN", default=True)

DEBUG = flag("DEBUG")
SECRET_KEY = env("SECRET_KEY", "local-only-not-a-secret" if LOCAL else None)
SECRET_KEY_FALLBACKS = [k for k in env("SECRET_KEY_FALLBACKS", "").split(",") if k]
# Conference links' secrets have their own key, so that one leak does not open both.
FIELD_KEY = env("FIELD_KEY", "local-only-not-a-secret-either" if LOCAL else None)
ALLOWED_HOSTS = [urlsplit(o).hostname or "" for o in RN_ORIGINS]
CSRF_TRUSTED_ORIGINS = RN_ORIGINS

# --- Parts -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "recovery_network.apps.RecoveryNetworkConfig",
    "recovery_network.common",
    # Before accounts, whose receivers come after theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ledger",
    "accounts",
    "notifications",
    "safeguarding",
    "chat",
    "groups",
    "journey",
    "mentoring",
    "accounts.admin_app.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "channels",
]

MIDDLEWARE = [
    "recovery_network.common.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "recovery_network.common.middleware.PublicGzip",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "recovery_network.common.middleware.PageLanguage",
    "recovery_network.common.middleware.VisitorZone",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonChoices",
    "accounts.middleware.SharedDevice",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.LimiterAway",
    "recovery_network.common.middleware.NobodysAddress",
]

ROOT_URLCONF = "recovery_network.urls"
ASGI_APPLICATION = "recovery_network.asgi.application"
WSGI_APPLICATION = "recovery_network.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "recovery_network.common.context_processors.site",
                "accounts.context_processors.device",
                "notifications.context_processors.notes",
            ],
            "builtins": ["django.templatetags.i18n", "recovery_network.common.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "recovery_network.common.forms.PageForms"


# --- Stores ------------------------------------------------------------------------------------
def database(url: str) -> dict[str, object]:
    """A Django database entry from postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    return {
        "ENGINE": "recovery_network.common.postgres",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # A live-server thread that keeps its connection would block dropping the test database.
        "CONN_MAX_AGE": 0 if TESTING else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


_APP_URL = env("DATABASE_URL", "postgresql://rn_app@127.0.0.1/recovery_network" if LOCAL else None)
_OWNER_URL = env("DATABASE_OWNER_URL", _APP_URL)
# The web, worker and beat processes are the application role; migrate and tests are the owner.
DATABASES = {"default": database(_OWNER_URL if env("RN_DB_ROLE", "app") == "owner" else _APP_URL)}
DATABASE_APP_ROLE = unquote(urlsplit(_APP_URL).username or "")
DATABASE_ROLES_DIFFER = urlsplit(_APP_URL).username != urlsplit(_OWNER_URL).username
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", "redis://127.0.0.1:6379/0" if LOCAL else None)
REDIS_PREFIX = env("RN_REDIS_PREFIX", "rn")
# A hanging Redis must not stall a page: short connect and read limits everywhere but on the
# channel layer's subscription, whose socket is idle by nature.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        # Only limits of guesses ask it; a machine that is busy for a second need not send people away.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_connect_timeout": 2, "socket_timeout": None}],
            "prefix": REDIS_PREFIX,
        },
    }
}

# --- Jobs --------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_BEAT_SCHEDULE = TIMETABLE
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "health_check_interval": 30,
    "global_keyprefix": f"{REDIS_PREFIX}:",
}

# --- Rooms ---------------------------------------------------
CHAT_BURST_LIMIT = int(env("CHAT_BURST_LIMIT", "20"))  # messages of one seat in 10 seconds
CHAT_MINUTE_LIMIT = int(env("CHAT_MINUTE_LIMIT", "100"))  # in a minute; beyond it sockets close too
CHAT_SOCKETS_EACH = int(env("CHAT_SOCKETS_EACH", "5"))  # sockets of one person in one process

# --- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "recovery_network.common.permissions.RuleBackend",
    "accounts.backends.SignInBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/today/"
LOGOUT_REDIRECT_URL = "/"
GUEST_STAYS = timedelta(hours=6)
SHARED_DEVICE_IDLE_SECONDS = 15 * 60
SESSION_ENGINE = "accounts.session_store"
# A message may name a centre: it waits on the server, not in a cookie on a phone that others use.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Signing in: allauth. Joining is our own (accounts/views/start.py) --------------------------
ACCOUNT_ADAPTER = "accounts.adapter.SignInAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USER_DISPLAY = "accounts.adapter.shown_name"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_PREVENT_ENUMERATION = "strict"
# allauth asks for these three together; its own sign-up form, which they describe, is shut.
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_SESSION_REMEMBER = True  # how long is decided by "is this your own phone?"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "60/10m/ip",
    "login_failed": "20/10m/ip,5/10m/key",
    "request_login_code": "20/10m/ip,3/10m/key,10/1d/key",
    "reset_password": "20/10m/ip,3/10m/key,10/1d/key",
    "reset_password_from_key": "20/10m/ip",
    "confirm_email": "3/10m/key",
    "manage_email": "10/10m/user",
    "change_password": "10/10m/user",
    "reauthenticate": "10/10m/user",
    # Ours, counted in the same way (accounts/limits.py).
    "signup": "20/10m/ip",
    "passkey": "30/10m/ip",
    "paper": "10/10m/ip,5/10m/key",
    "invite": "20/10m/ip",
    "ally": "20/10m/ip,10/10m/user",
    "proof": "20/10m/ip",
    "partner_code": "10/10m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("BEHIND_PROXY") else 0
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "request_login_code": "accounts.forms.sign_in.AskForCodeForm",
    "confirm_login_code": "accounts.forms.sign_in.ConfirmCodeForm",
    "reset_password": "accounts.forms.sign_in.ResetForm",
    "confirm_password_reset_code": "accounts.forms.sign_in.ConfirmResetCodeForm",
    "reset_password_from_key": "accounts.forms.sign_in.NewPasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "add_email": "accounts.forms.sign_in.ChangeAddressForm",
    "confirm_email_verification_code": "accounts.forms.sign_in.ConfirmAddressForm",
    "reauthenticate": "accounts.forms.sign_in.CheckPasswordForm",
}
MFA_ADAPTER = "accounts.mfa_adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "20/10m/ip"}
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.SecondStepForm",
    "reauthenticate": "accounts.forms.sign_in.CheckSecondStepForm",
    "activate_totp": "accounts.forms.sign_in.AddAppForm",
    "deactivate_totp": "accounts.forms.sign_in.RemoveAppForm",
    "add_webauthn": "accounts.forms.sign_in.AddPasskeyForm",
    "login_webauthn": "accounts.forms.sign_in.PasskeySignInForm",
}

# --- Cookies and headers (the header set itself is in common/middleware.py) ---------------------
_COOKIE = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE}sessionid"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_NAME = f"{_COOKIE}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_COOKIE}language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
CSRF_FAILURE_VIEW = "recovery_network.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS and flag("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# frame-ancestors 'none' in the policy says what X-Frame-Options would, to every browser we support.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Languages and time ------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ur", _("Urdu"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["recovery_network.formats"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
# What a visitor sees until they choose: one centre's zone serves its neighbours best.
DEFAULT_TIME_ZONE = env("DEFAULT_TIME_ZONE", "Asia/Kolkata")

# --- Files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "recovery_network.common.staticfiles.HashedStorage"
    },
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "recovery_network.common.staticfiles.JoinedStyles",
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING

# --- Mail --------------------------------------------------------------------------------------
EMAIL_URL = env("EMAIL_URL", "memory://" if LOCAL else None)
_mail = urlsplit(EMAIL_URL)
EMAIL_BACKEND = {
    "memory": "django.core.mail.backends.locmem.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
}.get(_mail.scheme, "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = _mail.path if _mail.scheme == "file" else None
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp+tls", _mail.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MAIL_FROM", f"{SITE_NAME} <notes@localhost>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
}
