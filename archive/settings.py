"""Settings, read strictly from the environment; docs/operating.md lists each one.

The embedded default needs nothing but Python packages: SQLite, files and Celery's filesystem
transport, all inside MUNIMENT_HOME.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from archive import environment, secrets

BASE_DIR = Path(__file__).resolve().parent.parent
MUNIMENT_HOME = environment.folder("MUNIMENT_HOME", BASE_DIR / "var")

DEBUG = environment.truth("MUNIMENT_DEBUG", False)
MUNIMENT_BIND = environment.text("MUNIMENT_BIND", "127.0.0.1:8000")
ALLOWED_HOSTS = environment.words("MUNIMENT_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("MUNIMENT_ORIGINS", [])
MUNIMENT_HTTPS = environment.truth("MUNIMENT_HTTPS", False)
SECRET_KEY = environment.text("MUNIMENT_SECRET_KEY") or secrets.kept(MUNIMENT_HOME / "secret.key")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "archive",
    "ocr_engine",
    "search",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "archive.showing.policy.ContentPolicyMiddleware",
    "archive.views.errors.TombstoneMiddleware",
]
ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
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
                "archive.people.duties.on_every_page",
            ],
        },
    }
]

# --- database ---------------------------------------------------------------------------------


def _database(url: str) -> dict[str, object]:
    """SQLite in MUNIMENT_HOME, or the PostgreSQL that a postgresql:// address names."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": MUNIMENT_HOME / "muniment.sqlite3",
            # IMMEDIATE takes the write lock when a transaction begins: upgrading a read lock
            # half-way fails at once in SQLite, whatever the busy timeout says.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
            },
            # A file, not memory: tests use several threads and processes.
            "TEST": {"NAME": MUNIMENT_HOME / "test.sqlite3"},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        environment.problems.append(
            environment.Problem(
                "MUNIMENT_DATABASE_URL", parts.scheme, "postgresql://user:password@host:5432/name, or nothing"
            )
        )
        return _database("")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(environment.text("MUNIMENT_DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- work -------------------------------------------------------------------------------------

CELERY_BROKER_URL = environment.text("MUNIMENT_BROKER_URL") or "filesystem://localhost//"
CELERY_BROKER_FOLDER = MUNIMENT_HOME / "broker"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {
        "data_folder_in": str(CELERY_BROKER_FOLDER / "messages"),
        "data_folder_out": str(CELERY_BROKER_FOLDER / "messages"),
        "control_folder": str(CELERY_BROKER_FOLDER / "control"),
        "polling_interval": 0.1,
    }
    if CELERY_BROKER_URL.startswith("filesystem://")
    else {}
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "pages"
CELERY_TIMEZONE = "UTC"

#: How long a claim holds without a heartbeat; after it the work is due again.
MUNIMENT_LEASE_SECONDS = environment.seconds("MUNIMENT_LEASE_SECONDS", 60, 1, 3600)
#: First pause before a failed attempt is repeated; it doubles with each further one.
MUNIMENT_RETRY_SECONDS = environment.seconds("MUNIMENT_RETRY_SECONDS", 5)
#: How many times a retryable fault is tried, and how many lone deaths halt a page.
MUNIMENT_ATTEMPTS = environment.number("MUNIMENT_ATTEMPTS", 4, 1, 20)
#: Messages kept in flight for each kind of work; the sweep tops them up.
MUNIMENT_IN_FLIGHT = environment.number("MUNIMENT_IN_FLIGHT", 200, 1, 5000)
#: Pages read at the same time on this machine; one engine a slot, a slot for two cores.
MUNIMENT_OCR_SLOTS = environment.number("MUNIMENT_OCR_SLOTS", 0, 0, 64)
MUNIMENT_READ_SECONDS = environment.seconds("MUNIMENT_READ_SECONDS", 300)
MUNIMENT_RENDER_SECONDS = environment.seconds("MUNIMENT_RENDER_SECONDS", 120)

# --- intake limits ----------------------------------------------------------------------------

MUNIMENT_MAX_FILE_MB = environment.number("MUNIMENT_MAX_FILE_MB", 2048, 1)
MUNIMENT_MAX_PIXELS = environment.number("MUNIMENT_MAX_PIXELS", 250_000_000, 10_000)
MUNIMENT_MAX_PAGES = environment.number("MUNIMENT_MAX_PAGES", 5000, 1)
MUNIMENT_MAX_ZIP_FILES = environment.number("MUNIMENT_MAX_ZIP_FILES", 5000, 1)
MUNIMENT_MAX_ZIP_RATIO = environment.number("MUNIMENT_MAX_ZIP_RATIO", 200, 1)
MUNIMENT_RENDER_DPI = environment.number("MUNIMENT_RENDER_DPI", 200, 72, 600)
MUNIMENT_CHILD_MEMORY_MB = environment.number("MUNIMENT_CHILD_MEMORY_MB", 1000, 200)
#: How long an upload that stopped half-way may be gone on with.
MUNIMENT_UPLOAD_HOURS = environment.number("MUNIMENT_UPLOAD_HOURS", 168, 1, 8760)

#: How long a record lies in the trash before it is removed for good.
MUNIMENT_TRASH_DAYS = environment.number("MUNIMENT_TRASH_DAYS", 30, 1, 3650)

# --- reading and searching --------------------------------------------------------------------

MUNIMENT_ENGINE = environment.text("MUNIMENT_ENGINE", "auto")
MUNIMENT_OCR_MEMORY_MB = environment.number("MUNIMENT_OCR_MEMORY_MB", 1900, 400)
#: Where the weights of large models lie, a folder for each: `manage.py weights` puts them there.
MUNIMENT_WEIGHTS = environment.folder("MUNIMENT_WEIGHTS", MUNIMENT_HOME / "weights")
MUNIMENT_DEVICE = environment.choice("MUNIMENT_DEVICE", "auto", ("auto", "cuda", "cpu"))
#: Pages that one card reads at once; 0: as many as its memory holds.
MUNIMENT_DEEPSEEK_SLOTS = environment.number("MUNIMENT_DEEPSEEK_SLOTS", 0, 0, 1024)
MUNIMENT_OCR_SERVER = environment.text("MUNIMENT_OCR_SERVER")
MUNIMENT_OCR_SERVER_MODEL = environment.text("MUNIMENT_OCR_SERVER_MODEL")
MUNIMENT_OCR_SERVER_KEY = environment.text("MUNIMENT_OCR_SERVER_KEY")
#: What the model behind it was trained to be asked.
MUNIMENT_OCR_SERVER_SPEAKS = environment.choice(
    "MUNIMENT_OCR_SERVER_SPEAKS", "deepseek", ("deepseek", "unlimited", "deepseek-2", "plain")
)
#: The longest one try on the workbench may take.
MUNIMENT_WORKBENCH_SECONDS = environment.seconds("MUNIMENT_WORKBENCH_SECONDS", 120)
#: Pages put at the same time to whatever reads many at once: a card, a server.
MUNIMENT_OCR_TOGETHER = environment.number("MUNIMENT_OCR_TOGETHER", 64, 1, 1024)
MUNIMENT_EMBEDDER = environment.text("MUNIMENT_EMBEDDER", "bundled")

# --- faces ------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = environment.text("MUNIMENT_TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = MUNIMENT_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "archive.running.statics.HashedStatic"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = MUNIMENT_HOME / "media"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# --- safety -----------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
AUTH_PASSWORD_VALIDATORS.append(
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
)
#: How long a link holds by which an admin lets somebody choose a new password.
PASSWORD_RESET_TIMEOUT = 3 * 86_400
#: Who asked to stay signed in is asked again after two weeks, however busy they were; all others when they
#: close the browser.
SESSION_COOKIE_AGE = 14 * 86_400
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
#: Proxies of our own before the site: so many entries at the end of X-Forwarded-For are to be trusted.
MUNIMENT_PROXIES = environment.number("MUNIMENT_PROXIES", 0, 0, 9)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MUNIMENT_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = MUNIMENT_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if MUNIMENT_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = MUNIMENT_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if MUNIMENT_HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("MUNIMENT_LOG_LEVEL", "WARNING")},
}
