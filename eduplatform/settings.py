"""All settings, read from the environment; with none of it set the platform runs on SQLite in `var/`.

Two sizes (docs/decisions/0007): nothing but Python, or PostgreSQL + Redis + an S3 store through
DATABASE_URL, REDIS_URL and STORAGE_URL.
"""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.config import Config  # type: ignore[import-untyped]
from django.utils.translation import gettext_lazy as _

from eduplatform.env import BadEnvironment, env_bool, env_int, env_list, env_path, env_str

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env_path("VAR_DIR", BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- what runs -----------------------------------------------------------------------------------
DEBUG = env_bool("DEBUG", False)
DEV_SECRET = "local-machine-only-secret-never-use-it-on-a-server-0123456789abcdef"  # noqa: S105
SECRET_KEY = env_str("SECRET_KEY", DEV_SECRET)
# Keys that encrypt identity numbers and phones; newest first, older ones still decrypt.
FIELD_KEYS = env_list("FIELD_KEYS") or [SECRET_KEY]
# Makes keyed hashes that find a number without storing it; never rotated with FIELD_KEYS.
LOOKUP_KEY = env_str("LOOKUP_KEY", SECRET_KEY)
# Signs the daily roots of the ledger; public keys of before (`manage.py ledger_key`) stay trusted.
LEDGER_SIGNING_KEY = env_str("LEDGER_SIGNING_KEY", SECRET_KEY)
LEDGER_PUBLIC_KEYS = env_list("LEDGER_PUBLIC_KEYS")
SERVED_OVER_HTTPS = env_bool("HTTPS", False)
if SERVED_OVER_HTTPS and DEV_SECRET in (SECRET_KEY, LOOKUP_KEY, LEDGER_SIGNING_KEY, *FIELD_KEYS):
    raise BadEnvironment("set SECRET_KEY and the keys below it to secrets of your own before serving over HTTPS")

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = env_str("PUBLIC_URL", "http://localhost:8000")
ROOT_URLCONF = "eduplatform.urls"
WSGI_APPLICATION = "eduplatform.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "eduplatform.accounts",
    "eduplatform.demo",
    "media",
    "courses",
    "learners",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.weixin",
    "wagtailmedia",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # Wagtail says "3 minutes ago" in its words
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # a page that is the same costs a second visit nothing
    "courses.finished.FinishedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

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
            ],
        },
    }
]

# --- where the data is ---------------------------------------------------------------------------


def database_from_url(url: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/name?option=value` or `sqlite:////absolute/path`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_database(Path(parts.path))
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadEnvironment(f"DATABASE_URL must start with postgresql:// or sqlite://, not {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def sqlite_database(path: Path) -> dict[str, object]:
    """WAL and IMMEDIATE, so that the web and the worker wait for each other instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        },
    }


DATABASE_URL = env_str("DATABASE_URL")
DATABASES = {"default": database_from_url(DATABASE_URL) if DATABASE_URL else sqlite_database(VAR_DIR / "db.sqlite3")}

REDIS_URL = env_str("REDIS_URL")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- files ---------------------------------------------------------------------------------------
# `media/` is code; uploaded files live under var/files and are served at /files/.
MEDIA_ROOT = env_path("MEDIA_ROOT", VAR_DIR / "files")
MEDIA_URL = "/files/"
# Uploaded registers wait here between dry run and import; never served.
PRIVATE_ROOT = env_path("PRIVATE_ROOT", VAR_DIR / "private")
# A copy of each daily root, outside the database that it vouches for.
LEDGER_ROOTS_DIR = env_path("LEDGER_ROOTS_DIR", VAR_DIR / "roots")
STATIC_ROOT = env_path("STATIC_ROOT", VAR_DIR / "static")
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "eduplatform" / "static"]

STORAGE_URL = env_str("STORAGE_URL")


def storage_from_url(url: str) -> dict[str, object]:
    """`s3://key:secret@host:port/bucket?tls=0`, or the local folder MEDIA_ROOT when empty."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    if parts.scheme != "s3":
        raise BadEnvironment(f"STORAGE_URL must start with s3://, not {parts.scheme}://")
    query = dict(parse_qsl(parts.query))
    scheme = "http" if query.get("tls", "1") == "0" else "https"
    host = parts.hostname or ""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.path.strip("/"),
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{scheme}://{host}" + (f":{parts.port}" if parts.port else ""),
            "file_overwrite": False,
            "querystring_auth": False,
            "custom_domain": query.get("public") or None,
            # botocore's own patience, five times a minute, outlasts every lease. What fails is tried again by us.
            "client_config": Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"total_max_attempts": 2, "mode": "standard"},
                s3={"addressing_style": "path"},
            ),
        },
    }


STORAGES = {
    "default": storage_from_url(STORAGE_URL),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "eduplatform.static_files.JoinedStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a Wagtail course form with many steps
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "media.uploads.incoming.IncomingFiles",
]

# --- the queue -----------------------------------------------------------------------------------
# A message only says "look": the database row is the job (docs/decisions/0001).
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    QUEUE_DIR = VAR_DIR / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ALWAYS_EAGER = env_bool("TASKS_EAGER", False)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
SWEEP_SECONDS = env_int("SWEEP_SECONDS", 20)
CELERY_BEAT_SCHEDULE = {
    # Messages of the beat expire: a worker that was busy for an hour has nothing to catch up on.
    "media-sweep": {
        "task": "media.tasks.sweep_media",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "media-orphans": {"task": "media.tasks.sweep_orphans", "schedule": 3600, "options": {"expires": 3600}},
    "unproven-accounts": {"task": "eduplatform.accounts.tasks.forget_unproven", "schedule": 3600},
    "course-results": {"task": "learners.tasks.count_results", "schedule": 3600, "options": {"expires": 3600}},
    "course-completions": {"task": "learners.tasks.settle_courses", "schedule": 86_400, "options": {"expires": 86_400}},
    "card-addresses": {"task": "learners.tasks.forget_card_addresses", "schedule": 3600},
    "ledger-days": {"task": "learners.tasks.seal_ledger", "schedule": 3600, "options": {"expires": 3600}},
    "notices": {"task": "learners.tasks.send_notices", "schedule": 300, "options": {"expires": 300}},
    "plan-reminders": {"task": "learners.tasks.remind_of_plans", "schedule": 3600, "options": {"expires": 3600}},
    "todos-of-plans": {"task": "learners.tasks.give_todos_of_plans", "schedule": 3600, "options": {"expires": 3600}},
    "old-searches": {"task": "learners.tasks.forget_old_searches", "schedule": 3600},
    "unread-registers": {"task": "learners.tasks.forget_registers", "schedule": 3600},
    "long-lists": {"task": "learners.tasks.write_lists", "schedule": 60, "options": {"expires": 60}},
    "coverage-counters": {"task": "learners.tasks.merge_counters", "schedule": 600, "options": {"expires": 600}},
}
# The demo county goes on drawing its lesson films behind the served site.
DEMO = env_bool("DEMO", False)
if DEMO:
    CELERY_BEAT_SCHEDULE["demo-films"] = {"task": "eduplatform.demo.tasks.draw_next_film", "schedule": 60}

# --- who is it -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/me/"
STAFF_REDIRECT_URL = "/office/"
LOGOUT_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "eduplatform.accounts.adapter.PhoneAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "username"}
# Sign-up is closed; naming a password here is what keeps it on the staff sign-in form.
ACCOUNT_SIGNUP_FIELDS = ["phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300  # a poor line may deliver the message late
ACCOUNT_PHONE_VERIFICATION_ENABLED = False  # the code of the sign-in itself proves the number
ACCOUNT_FORMS = {"request_login_code": "eduplatform.accounts.forms.PhoneCodeForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key,20/d/key",
}
ACCOUNT_LOGOUT_ON_GET = False
# The CMS sends those without rights here; sending them back would go round for ever.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
SILENCED_SYSTEM_CHECKS = [
    "account.W001",  # it speaks of the sign-up form, which is closed
    "security.W019",  # Wagtail previews pages in a frame of the same site
]
NOTICE_SENDER = env_str("NOTICE_SENDER", "learners.notices.senders.InAppOnly")
# WeChat: an official account's id and secret; without them nothing of it is offered.
WEIXIN_APP_ID = env_str("WEIXIN_APP_ID")
WEIXIN_SECRET = env_str("WEIXIN_SECRET")
WEIXIN_API = "https://api.weixin.qq.com"
SOCIALACCOUNT_ADAPTER = "eduplatform.accounts.weixin.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "weixin": {
        "provider_class": "eduplatform.accounts.weixin.WeixinProvider",
        "AUTHORIZE_URL": "https://open.weixin.qq.com/connect/oauth2/authorize",
        "SCOPE": ["snsapi_userinfo"],
        "APPS": [{"client_id": WEIXIN_APP_ID, "secret": WEIXIN_SECRET}] if WEIXIN_APP_ID else [],
    }
}
CODE_SENDER = env_str("CODE_SENDER", "eduplatform.accounts.senders.ConsoleSender")
SESSION_COOKIE_AGE = 60 * 60 * 24 * 180  # villagers sign in once in half a year
SESSION_COOKIE_NAME = "sid"
# A phone stays the same phone, whoever signs in on it; browsers allow no more, and each day of learning renews it.
DEVICE_COOKIE_AGE = 60 * 60 * 24 * 400
# Full years from which a member of a household may sign in by the household card; under 14 a guardian must agree.
CARD_AGE_FROM = env_int("CARD_AGE_FROM", 14)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- security ------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SERVED_OVER_HTTPS
SESSION_COOKIE_SECURE = SERVED_OVER_HTTPS
CSRF_COOKIE_SECURE = SERVED_OVER_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_OVER_HTTPS
SECURE_HSTS_PRELOAD = SERVED_OVER_HTTPS
BEHIND_PROXY = env_bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Otherwise all visitors share the proxy's address, and its limits of sign-in attempts.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of its own

# --- language ------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
# The second holds better words for strings of other packages; makemessages leaves it alone.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "overrides"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "乡村技能课堂"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = False
WAGTAILMEDIA = {
    "MEDIA_MODEL": "media.Video",
    "MEDIA_FORM_BASE": "media.forms.VideoForm",
    "VIDEO_EXTENSIONS": [],  # the probe decides what is a video, not the name
}
# No SVG: a photo of a trainer must not be able to carry a script.
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- rules of counting (glossary) ----------------------------------------------------------------
LESSON_COMPLETED_SHARE = 0.9
WORKING_AGE_FROM = 16
WORKING_AGE_TO = env_int("WORKING_AGE_TO", 0) or None  # no upper bound unless the county sets one
SEMI_LABOUR_COUNTS = env_bool("SEMI_LABOUR_COUNTS", False)

# --- video ---------------------------------------------------------------------------------------
FFMPEG = env_str("FFMPEG")
VIDEO_MAX_BYTES = env_int("VIDEO_MAX_MB", 2048) * 1024 * 1024
VIDEO_MAX_SECONDS = env_int("VIDEO_MAX_MINUTES", 120) * 60
# Resumable uploads. An unfinished one waits this long for its trainer.
UPLOAD_KEEP_HOURS = env_int("UPLOAD_KEEP_HOURS", 72)
UPLOAD_MAX_OPEN = env_int("UPLOAD_MAX_OPEN", 5)  # unfinished ones of one user
UPLOAD_DAY_BYTES = env_int("UPLOAD_DAY_MB", 20_480) * 1024 * 1024  # of one user in 24 hours
# A slow line holds a thread of the web server; so many may do so in one web process.
UPLOAD_STREAMS = env_int("UPLOAD_STREAMS", 2)
# The local store takes no upload, and a worker no task, that would leave less than this for everything else.
VIDEO_MIN_FREE_BYTES = env_int("VIDEO_MIN_FREE_MB", 2048) * 1024 * 1024
# Longer lessons are encoded in parts, by as many workers as there are.
VIDEO_SPLIT_FROM_SECONDS = env_int("VIDEO_SPLIT_FROM_SECONDS", 240)
VIDEO_PART_SECONDS = env_int("VIDEO_PART_SECONDS", 120)
# AV1 saves bytes of what plays already; the demo has its films drawn and playable first.
VIDEO_AV1_WAIT_MINUTES = env_int("VIDEO_AV1_WAIT_MINUTES", 240 if DEMO else 0)
# A replaced package, and what a failed job had made, stay so long: somebody may be watching, or try again.
VIDEO_RETIRED_KEEP_HOURS = env_int("VIDEO_RETIRED_KEEP_HOURS", 24)
VIDEO_KEEP_ORIGINAL = env_bool("VIDEO_KEEP_ORIGINAL", True)
# Where a worker encodes before it publishes; local to each worker host.
WORK_DIR = env_path("WORK_DIR", VAR_DIR / "work")

# --- log -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_str("LOG_LEVEL", "INFO")},
    # A line for every index update and every published page drowns what matters.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail")},
}
