"""One settings file. What differs between installations comes from the environment.

`make setup` writes `.local/env` for a private try-out; a real server sets the same names itself
(docs/deploy.md lists them). Nothing here falls back to something unsafe: without DEBUG a missing
SECRET_KEY or ALLOWED_HOSTS stops the start.
"""

from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env

from deploy.database import databases

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".local" / "env"), recurse=False)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
# What lets us know again whom we have erased, or who asked not to be here (privacy/keyed.py).
# Never changed, or nobody on either list is known again; and kept apart from the backups.
PRIVACY_KEY = env.str("PRIVACY_KEY", "") or SECRET_KEY
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
# Servers of one's own network that an administrator may name all the same: host or host:port. Any
# other that the house asks (a register, addresses, a base map) must be on the open internet.
ALLOWED_SERVERS = env.list("ALLOWED_SERVERS", [])
# The demo district prints logins that everybody can read: never where real people work.
DEMO_ALLOWED = env.bool("DEMO_ALLOWED", DEBUG)

# Who may open the backups: public keys of age (docs/deploy.md). The private ones live elsewhere.
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "movements",
    "crm",
    "api",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "rest_framework_gis",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "api.errors.OneShape",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "crm.access.devices.KnowsTheDevice",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "crm.dialogue.unsent.ForgetDrafts",
    "crm.access.gate.SecondFactor",
    "crm.middleware.IdentityMiddleware",
    "crm.sending.SentOnce",
    "crm.unsent.KeepsUnsent",
    "crm.unavailable.Unavailable",
]

CSRF_FAILURE_VIEW = "crm.unsent.too_old"
ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "crm.pages.shell",
            ],
            "builtins": ["crm.templatetags.sending"],
        },
    },
]

# Two roles: `owner` migrates, `default` (the application role) serves. See movements/access.
DATABASES = databases(env)
DATABASE_ROUTERS = ["crm.routing.OwnerMigrates", "crm.routing.CountsStandApart"]
# What all processes must know together, and nothing else: how often somebody tried to come in.
# Its keys are hashed, so that neither an address nor a network address stands there.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "forankra_counts",
        "KEY_FUNCTION": "crm.access.counting.hashed",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# gis.W001 warns that GDAL before 3.9 can be made to call out. No string from outside ever reaches
# GDAL or GEOS here: points come as floats and PostGIS transforms them (tests/test_house.py).
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "movements.User"
AUTHENTICATION_BACKENDS = ["crm.access.accounts.WithPosts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "movements.access.passwords.NotCommon"},
    {
        "NAME": "movements.access.passwords.NotBreached",
        "OPTIONS": {"path": env.str("BREACHED_PASSWORDS", "")},
    },
]
# scrypt is hard on memory as Argon2 is, and stands in Python itself. Older hashes are made anew
# when somebody logs in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "crm.access.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come by invitation, to an address that was invited
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "movements.access.sessions"  # sessions that know whose they are
# By account and by network address; nobody waits longer than the fifteen minutes the pages say.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/15m/ip,5/15m/key",
    "reset_password": "5/m/ip,3/15m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# The last address of X-Forwarded-For is the one our own proxy saw. Without a proxy anybody may
# write what they like there, so it is not read.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
PASSWORD_RESET_TIMEOUT = 60 * 60 * 2  # seconds that the link of a letter works
MFA_ADAPTER = "crm.access.adapters.Factors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come with the invitation
MFA_TOTP_ISSUER = "Förankra"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute wrong
MFA_FORMS = {
    "authenticate": "crm.access.code_forms.CodeForm",
    "reauthenticate": "crm.access.code_forms.CodeAgainForm",
    "activate_totp": "crm.access.code_forms.FirstCodeForm",
    "login_webauthn": "crm.access.passkey_forms.LogInForm",
    "authenticate_webauthn": "crm.access.passkey_forms.ShowForm",
    "reauthenticate_webauthn": "crm.access.passkey_forms.ShowAgainForm",
    "add_webauthn": "crm.access.passkey_forms.MakeForm",
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_IDLE = 60 * 60 * 24  # seconds without a request; WCAG 2.2.1 asks for at least 20 hours

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # no local disk state
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "crm.statics.HashedModules"
    },
}

# No unsafe-*, nothing from other hosts. data: images are the selects' and checkboxes' own marks.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

HTTPS = env.bool("HTTPS", not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # a link in a letter finds one logged in
X_FRAME_OPTIONS = "DENY"

# The largest register we take is 50 MB (movements/exchange/reading.py holds the limit).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

SMTP = {
    "host": env.str("EMAIL_HOST", "localhost"),
    "port": env.int("EMAIL_PORT", 25),
    "username": env.str("EMAIL_HOST_USER", ""),
    "password": env.str("EMAIL_HOST_PASSWORD", ""),
    "use_tls": env.bool("EMAIL_USE_TLS", False),
}
# While developing, letters are printed where the server runs.
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if DEBUG
    else {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": SMTP}
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "forankra@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "crm.logs.Discreet"}, "plain": {"format": "%(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEBUG else "discreet",
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    # It repeats what stands in a file that it cannot read.
    "loggers": {"pypdf": {"level": "CRITICAL"}},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.protocol.TokenAuthentication",
        "api.protocol.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.protocol.HasPost"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.protocol.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "api.protocol.Pages",
    "DEFAULT_METADATA_CLASS": None,  # the description is at /api/schema/; OPTIONS tells nothing
    "DEFAULT_SCHEMA_CLASS": "api.schema.Described",
    "EXCEPTION_HANDLER": "api.errors.problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Förankra",
    "DESCRIPTION": "The machines' door: the same rows, questions and deeds as the pages.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # No badge of validator.swagger.io: no page asks another host for anything.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "Sensitivity": "movements.access.rows.Sensitivity",
        "OrganisationKind": "movements.directory.choices.OrganisationKind",
        "PolicyArea": "movements.directory.choices.PolicyArea",
        "ChannelKind": "movements.directory.models.Channel.Kind",
        "PointKind": "movements.dialogue.models.Point.Kind",
        "PromiseStatus": "movements.dialogue.models.Promise.Status",
        "RequestKind": "movements.rights.choices.RequestKind",
        "RequestStatus": "movements.rights.choices.Status",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.say_errors",
    ],
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=env.int("API_TOKEN_DAYS", 30)),
    "AUTO_REFRESH": False,
    "TOKEN_LIMIT_PER_USER": 10,
}

# Jobs stand in the database and are done by `manage.py procrastinate worker`. A job is put there in
# the transaction that wants it done, so that neither exists without the other.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # movements/jobs.py names every room's

# History: one table a model, written by triggers, so that bulk and raw SQL leave a trace too.
PGHISTORY_APPEND_ONLY = True
