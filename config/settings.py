"""Settings of every installation: what differs comes from the environment (config/environment).

PORT, DATABASE_URL, CELERY_BROKER_URL, EMAIL_URL, SECRET_KEY, DEBUG, ALLOWED_HOSTS, MEDIA_ROOT,
WEBHOOK_ALLOW_PRIVATE, ZALO_OA_… and BASE_URL; each has a default that works on a fresh machine, each malformed value
stops the start.
"""

import os
import sys
from pathlib import Path

from csp.constants import NONE, SELF

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

try:
    DEBUG = environment.read_flag(os.environ, "DEBUG", False)
    PORT = environment.read_port(os.environ, "PORT", 8000)
    _base = environment.read_base_url(os.environ, port=PORT)
    _database = environment.read_database(os.environ, base=BASE_DIR)
    _broker = environment.read_broker(os.environ, base=BASE_DIR)
    _mail = environment.read_mail(os.environ, base=BASE_DIR)
    ALLOWED_HOSTS = environment.read_hosts(os.environ, also=_base.hostname)
    MEDIA_ROOT = environment.read_media(os.environ, base=BASE_DIR)
    ZALO = environment.read_zalo(os.environ)
    WEBHOOK_ALLOW_PRIVATE = environment.read_flag(os.environ, "WEBHOOK_ALLOW_PRIVATE", False)
    SECRET_KEY = environment.read_secret(os.environ, base=BASE_DIR, debug=DEBUG)
except environment.BadSetting as error:
    sys.exit(f"Vinh Danh không khởi động được: {error}")

BASE_URL = f"{_base.scheme}://{_base.netloc}"
VAR_DIR.mkdir(exist_ok=True)

# Applications. `viewflow` itself stays out: its front-end, templates and middleware are not ours;
# `viewflow.workflow` brings the tables of processes and tasks.
INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "notifications.apps.NotificationsConfig",
    "workflow.apps.WorkflowConfig",
    "dossiers.apps.DossiersConfig",
    "viewflow.workflow",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "config.apps.LockOutConfig",
    "csp",
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "dossiers.middleware.own_password_first",
    "dossiers.middleware.WithoutNul",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.busy.BusyInWords",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.layout",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/bootstrap5-responsive.html"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

# Data
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
UPLOAD_LIMIT = 20 * 1024 * 1024  # bytes per attached file
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a hand-in of several hundred lines posts a few fields per line
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# People
AUTH_USER_MODEL = "dossiers.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "dossiers:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "dossiers:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# Security. Cookies and redirects ask for https exactly when people reach the site by https.
_https = _base.scheme == "https"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the vendored style sheet draws its ticks and arrows as data: pictures
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# Messages
EMAIL_BACKEND = _mail.backend
globals().update(_mail.settings)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _mail.sender
BROKER_URL = _broker.url
BROKER_FOLDER = _broker.folder

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # a mistyped address is not an event of the installation
        # it warns about the missing host of every folder broker
        "kombu.connection": {"level": "ERROR"},
        **{name: {"level": "INFO"} for name in ("config", "dossiers", "workflow", "notifications")},
    },
}
