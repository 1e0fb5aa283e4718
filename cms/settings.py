"""The one settings file. What differs between installations comes from the environment.

`.env.example` lists every variable; a file `.env` beside it is read too, and never wins over the
real environment.
"""

from pathlib import Path

from django.utils.csp import CSP
from dotenv import load_dotenv

from cms.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
load_dotenv(BASE_DIR / ".env")
env = Environment()

# --- The site and its addresses ---------------------------------------------------------------
SITE_URL_PARTS = env.site_url("SITE_URL", "http://127.0.0.1:8000")
SITE_URL = SITE_URL_PARTS.geturl()
SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 32:
    raise SystemExit("SECRET_KEY is shorter than 32 characters, which could be guessed.")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
DEBUG = env.flag("DEBUG", default=False)
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
HOST = SITE_URL_PARTS.hostname or ""
ALLOWED_HOSTS = LOOPBACK_HOSTS if HOST in {"127.0.0.1", "localhost", "::1"} else [HOST]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

INSTALLED_APPS = [
    "cms",
    "home",
    "search",
    "blog",
    "blog.desk",
    "blog.links",
    "blog.comments",
    "blog.writing",
    "blog.comments.apps.XtdConfig",
    "django_comments",
    "wagtail_modeladmin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    # Not at an address of its own: wagtail-modeladmin builds on its filters.
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.request_ids.RequestIdMiddleware",
    "cms.health.HealthMiddleware",
    "cms.metrics.MetricsMiddleware",
    # Early: whoever is behind it is known by the right address and scheme.
    "cms.security.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Behind the one that knows who asks, and before whatever costs a query.
    "blog.comments.floods.FloodMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.security.ResponsePolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Behind the one that refuses hosts that are none of ours.
    "home.middleware.KeptSiteMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, because it only looks at what is about to be a 404.
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
                "wagtail.contrib.settings.context_processors.settings",
                "cms.context_processors.site",
            ],
        },
    },
]

# --- Engines ----------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'hustings.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("CACHE_URL", "locmem:")}
CACHES["renditions"] = CACHES["default"] | {"KEY_PREFIX": "renditions", "TIMEOUT": None}
MAILERS = {"default": env.mailer("EMAIL_URL", "console:")}
# Printed on the console, mail reaches nobody: then nobody is asked to confirm an address by it.
MAIL_IS_DELIVERED = not MAILERS["default"]["BACKEND"].endswith("console.EmailBackend")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"no-reply@{HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
TASKS = {"default": {"BACKEND": env.tasks("TASKS_URL", "immediate:")}}
WAGTAILSEARCH_BACKENDS = {
    # A French site would say "french" here; PostgreSQL's word for it, ignored by SQLite.
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"},
    # What readers search.
    "public": {"BACKEND": "search.backend"},
}
if server := env.search_server("SEARCH_URL", "database:"):
    # Ranks what readers search for, beside the index of our own.
    WAGTAILSEARCH_BACKENDS["server"] = {
        "BACKEND": "search.remote_backend.server_backend",
        **server,
    }
# An HTTP cache in front that takes PURGE.
WAGTAILFRONTENDCACHE: dict[str, dict[str, str]] = {}
if http_cache := env.http_cache("FRONTEND_CACHE_URL", "none:"):
    WAGTAILFRONTENDCACHE["default"] = {
        "BACKEND": "cms.frontend_cache.Backend",
        "LOCATION": http_cache,
    }

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "cms.User"
AUTHENTICATION_BACKENDS = ["cms.accounts.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "/"

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en-gb")
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "cms.formats"
# An organisation's own translation of our words (CONTRIBUTING.md says how one is made).
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "cms" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_STORAGE_URL", str(VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "cms.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# A long post has thousands of form fields in the editor; Wagtail's own advice.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o644

# --- Safety -----------------------------------------------------------------------------------
HTTPS = SITE_URL_PARTS.scheme == "https"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0  # two years, in seconds
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
TRUSTED_PROXIES = env.addresses("TRUSTED_PROXIES")
if TRUSTED_PROXIES:
    # The proxy sets this header on every request; deploy/README.md says how.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"  # Wagtail lets its own previews through
CSRF_FAILURE_VIEW = "cms.views.csrf_failure"

# Where embedded films are played from, once a reader presses play (blog/embeds.py).
PLAYER_HOSTS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]
PUBLIC_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "frame-src": PLAYER_HOSTS,
    "img-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
}
# A draft in the editor's frame: as public pages, and what the content checks there need.
PREVIEW_CSP = PUBLIC_CSP | {
    "frame-ancestors": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}
# Wagtail's admin still has inline scripts and styles (widgets, the rich text editor), and its
# content checks compile functions. Of all this, people without an account see the login alone.
ADMIN_CSP = PUBLIC_CSP | {
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],  # previews stand in a frame of the editor
    "frame-src": [CSP.SELF, *PLAYER_HOSTS],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Hustings"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "cms.SiteImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # 40 megapixels: a small machine's memory
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]
# One takes 140 queries, 29 of them writes, and 0.3 s of a processor. SQLite takes one writer at a
# time.
WAGTAIL_AUTOSAVE_INTERVAL = (
    5_000 if "sqlite" in DATABASES["default"]["ENGINE"] else 2_000  # milliseconds
)
# Three calls to other hosts from an editor's browser that nobody here asked for.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
# What an approved review leads to; who may approve, and when everybody must ask for a review, is
# said in blog/writing.
WAGTAIL_FINISH_WORKFLOW_ACTION = "blog.writing.finishing.publish_reviewed"
TAGGIT_CASE_INSENSITIVE = True
SITE_ID = 1

# --- The discussion ---------------------------------------------------------------------------
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "blog.comments.models.Comment"
# How many levels of replies stand under a comment: 0 allows none, 9 is the most.
COMMENTS_XTD_MAX_THREAD_LEVEL = 6
COMMENTS_XTD_CONFIRM_EMAIL = False
# Characters. Another number would be a migration of django-comments, which is not ours to write.
COMMENT_MAX_LENGTH = 3000

COMMENT_EDIT_MINUTES = 15  # after publication, for the writer
COMMENT_ADDRESS_DAYS = 30  # how long the IP addresses of writers are kept
# How often somebody may do something: by account, or by household for guests; behind a dot, by
# something else. Several limits may be given with ";" between (https://limits.readthedocs.io).
RATES = {
    "comment": "5/minute; 30/hour; 100/day",
    "comment.email": "5/minute; 30/hour; 100/day",
    "comment.page": "200/minute",  # by whoever it is
    "preview": "30/minute",
    "edit": "10/minute; 60/hour",  # and all else that a writer does on the status page
    "send-again": "3/hour; 6/day",  # links to confirm one comment
    "like": "30/minute; 500/day",
    "report": "5/minute; 20/hour; 50/day",
    "follow": "5/hour; 20/day",
    "follow.email": "5/hour; 20/day",
    "my-data": "5/hour",
    "my-data.email": "3/hour; 5/day",
    # Ten times what a reader does who is in a hurry.
    "search": "60/minute",
    "suggest": "300/minute",  # asked for by the search box, some times a word
    "feed": "60/minute",
    # Failures to sign in: with one name from one household; from one household with any names;
    # and with one name from anywhere, of which a hundred an hour is the most by OWASP ASVS 4,
    # 2.2.1. Fewer would let anybody lock anybody out.
    "login": "20/15 minutes",
    "login.household": "60/15 minutes",
    "login.name": "100/hour",
    "password-reset": "5/hour",
    "password-reset.email": "5/hour",
}
MAILS_PER_ADDRESS_A_DAY = 20  # of all that this site sends about comments, whoever asks for it
COMMENT_FORM_SECONDS = 24 * 60 * 60  # how long an open comment form can be sent
COMMENT_TOO_QUICK_SECONDS = 2  # nobody reads the form and writes a comment in less

# --- The blog's measures ----------------------------------------------------------------------
POSTS_PER_PAGE = 10
REVIEW_AFTER_DAYS = 365  # after its last publication, a post is to be read again; 0 means never

# --- What people search for (search/log.py) ----------------------------------------------------
# Days for which words and counts are kept, without who searched; 0 keeps nothing.
SEARCH_LOG_DAYS = env.integer("SEARCH_LOG_DAYS", 90, minimum=0, maximum=3650)

# --- Links to elsewhere (blog/links) -----------------------------------------------------------
# Whether `manage.py check_links` may ask other people's servers. Nothing else ever does.
CHECK_LINKS = env.flag("CHECK_LINKS", default=False)

# --- The server (cms/server.py) ----------------------------------------------------------------
PORT = env.integer("PORT", 8000, minimum=1, maximum=65535)
WEB_WORKERS = env.integer("WEB_WORKERS", 1, minimum=1, maximum=64)

# --- Operating --------------------------------------------------------------------------------
# Whoever brings it may read /metrics; without one there is no such address.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
if METRICS_TOKEN and len(METRICS_TOKEN) < 16:
    raise SystemExit("METRICS_TOKEN is shorter than 16 characters, which could be guessed.")
# Where errors are reported to; nothing is sent anywhere without it.
SENTRY_DSN = env.sentry_dsn("SENTRY_DSN", "none:")
# Where the scheduler puts a backup each night, and how many it leaves there.
BACKUP_FOLDER = env.text("BACKUP_FOLDER", "")
BACKUP_KEEP = env.integer("BACKUP_KEEP", 14, minimum=1, maximum=3650)

# --- Logs -------------------------------------------------------------------------------------
LOG_FORMAT = env.one_of("LOG_FORMAT", "text", {"text", "json"})
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "cms.logs.TextFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "cms.logs.JSONFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # 404s are not news, and their addresses may hold what a person typed.
        "django.request": {"level": "ERROR"},
        # A line for each page saved and each index entry says nothing that Wagtail's log does not.
        "django.tasks": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # They write each search and each text into the log, and failures at length, of which
        # `search.remote_backend` says a sentence.
        "opensearch": {"level": "ERROR"},
        "opensearchpy": {"level": "ERROR"},
        "elastic_transport": {"level": "ERROR"},
    },
}
