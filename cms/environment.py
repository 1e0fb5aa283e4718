"""What the operator says, read from environment variables and checked at start.

Every reader stops the process with one sentence that names the variable when its value is
missing or impossible: a site that starts wrongly configured fails later and less clearly.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}
SQLITE_PRAGMAS = (
    # WAL lets readers go on while one writer writes; NORMAL loses nothing when the process is
    # killed, and at most the last commits when the power goes (https://sqlite.org/pragma.html).
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-64000;"  # kibibytes: 64 MB a connection
    "PRAGMA mmap_size=134217728"  # bytes: 128 MB
)
MAIL_PORTS = {"smtp": 25, "smtps": 465}
# For each kind of search server modelsearch's backend, the client's package, and its word for who
# asks. Clients of these versions speak to OpenSearch 2 and 3, and to Elasticsearch 8 and 9.
SEARCH_SERVERS = {
    "opensearch": ("modelsearch.backends.opensearch3", "opensearchpy", "http_auth"),
    "elasticsearch": ("modelsearch.backends.elasticsearch8", "elasticsearch", "basic_auth"),
}
INDEX_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")


def refuse(name: str, why: str) -> NoReturn:
    """Stop the process: `why` completes the sentence that begins with the variable's name."""
    raise SystemExit(f"{name} {why}")


class Environment:
    """Reads settings out of a mapping of environment variables."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self.variables = variables

    def text(self, name: str, default: str | None = None) -> str:
        """The variable's text without surrounding space; stops if empty and without a default."""
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            refuse(name, "is not set, and has no default: .env.example says what it is for.")
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false, by the usual words."""
        value = self.text(name, "true" if default else "false").lower()
        if value in TRUE_WORDS:
            return True
        if value in FALSE_WORDS:
            return False
        refuse(name, f"is “{value}”, but must be true or false.")

    def integer(self, name: str, default: int, *, minimum: int, maximum: int) -> int:
        """A whole number within bounds."""
        value = self.text(name, str(default))
        if not value.isdecimal() or not minimum <= int(value) <= maximum:
            refuse(name, f"is “{value}”, but must be a number from {minimum} to {maximum}.")
        return int(value)

    def one_of(self, name: str, default: str, choices: set[str]) -> str:
        """One word out of a few."""
        value = self.text(name, default)
        if value not in choices:
            refuse(name, f"is “{value}”, but must be one of: {', '.join(sorted(choices))}.")
        return value

    def words(self, name: str) -> list[str]:
        """A comma-separated list; empty where nothing is set."""
        return [word.strip() for word in self.text(name, "").split(",") if word.strip()]

    def addresses(self, name: str) -> list[str]:
        """A comma-separated list of IP addresses."""
        values = self.words(name)
        for value in values:
            try:
                ipaddress.ip_address(value)
            except ValueError:
                refuse(name, f"holds “{value}”, which is not an IP address.")
        return values

    def time_zone(self, name: str, default: str) -> str:
        """The name of a time zone in the IANA database, such as Europe/London."""
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            refuse(name, f"is “{value}”, but must be a time zone's name, such as Europe/London.")
        return value

    def _url(self, name: str, value: str, schemes: set[str]) -> SplitResult:
        try:
            parts = urlsplit(value)
            _ = parts.port  # raises ValueError outside 0–65535
        except ValueError:
            refuse(name, "is not an address.")  # and may hold a password, so it is not repeated
        if parts.scheme not in schemes:
            known = ", ".join(f"{scheme}:" for scheme in sorted(schemes))
            refuse(name, f"begins with “{parts.scheme}:”, but must begin with one of: {known}.")
        return parts

    def site_url(self, name: str, default: str) -> SplitResult:
        """The public address of the site: scheme, host and port, nothing behind them."""
        value = self.text(name, default).rstrip("/")
        parts = self._url(name, value, {"http", "https"})
        if not parts.hostname or parts.path or parts.query or parts.fragment:
            refuse(name, f"is “{value}”, but must be like https://blog.example.org.")
        return parts

    def database(self, name: str, default: str) -> dict[str, Any]:
        """One entry of Django's DATABASES, tuned: SQLite in WAL mode, PostgreSQL with a pool."""
        value = self.text(name, default)
        parts = self._url(name, value, {"sqlite", "postgresql", "postgres"})
        try:
            config: dict[str, Any] = dict(dj_database_url.parse(value))
        except (ValueError, KeyError) as error:
            refuse(name, f"could not be read: {error}.")
        options = config.setdefault("OPTIONS", {})
        if parts.scheme == "sqlite":
            # BEGIN IMMEDIATE takes the write lock at once, so that waiting (the timeout, in
            # seconds) works; a deferred transaction that turns to writing fails without waiting.
            options.update(transaction_mode="IMMEDIATE", timeout=20, init_command=SQLITE_PRAGMAS)
            # Seconds. To open the file for each page would be a tenth of what the page takes.
            config["CONN_MAX_AGE"] = 60
            Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        else:
            config["CONN_HEALTH_CHECKS"] = True
            # A worker's connections at most; the pool is per process. Seconds to wait for one.
            options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
        return config

    def cache(self, name: str, default: str) -> dict[str, Any]:
        """One entry of Django's CACHES."""
        value = self.text(name, default)
        parts = self._url(name, value, {"locmem", "redis", "rediss"})
        if parts.scheme == "locmem":
            return {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "OPTIONS": {"MAX_ENTRIES": 5000},
            }
        return {
            "BACKEND": "cms.shared_cache.TolerantRedisCache",
            "LOCATION": value,
            # Seconds: a reader waits with us.
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }

    def mailer(self, name: str, default: str) -> dict[str, Any]:
        """One entry of Django's MAILERS (https://docs.djangoproject.com/en/6.1/topics/email/)."""
        value = self.text(name, default)
        parts = self._url(name, value, {"smtp", "smtps", "console", "file"})
        if parts.scheme == "console":
            return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        if parts.scheme == "file":
            return {
                "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "OPTIONS": {"file_path": unquote(parts.path)},
            }
        if not parts.hostname:
            refuse(name, "names no mail server: write it like smtp://user:password@host:587.")
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname,
                "port": parts.port or MAIL_PORTS[parts.scheme],
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_ssl": parts.scheme == "smtps",
                "use_tls": "tls" in parse_qs(parts.query),
                "timeout": 10,  # seconds
            },
        }

    def folder(self, name: str, default: str) -> Path:
        """A folder on this machine; object storage is reserved and not served yet."""
        value = self.text(name, default)
        if "://" in value:
            refuse(name, f"is “{value}”, but only a folder is served in this version.")
        return Path(value)

    def tasks(self, name: str, default: str) -> str:
        """The dotted path of the backend for Django's TASKS."""
        parts = self._url(name, self.text(name, default), {"immediate", "database"})
        if parts.scheme == "database":
            return "django_tasks_db.DatabaseBackend"
        return "django.tasks.backends.immediate.ImmediateBackend"

    def search_server(self, name: str, default: str) -> dict[str, Any]:
        """Options for `search.remote_backend`; none where the database is searched.

        Written opensearch://user:password@host:port/prefix?tls=1&ca=/file.pem, or elasticsearch://
        likewise; all but the host can be left out.
        """
        value = self.text(name, default)
        parts = self._url(name, value, {"database", *SEARCH_SERVERS})
        if parts.scheme == "database":
            if value != "database:":
                refuse(name, "must be “database:”, or the address of a search server.")
            return {}
        if not parts.hostname or parts.fragment or (parts.username and not parts.password):
            example = f"{parts.scheme}://user:password@host:9200/hustings"
            refuse(name, f"is no address of a search server: write it like {example}.")
        prefix = parts.path.strip("/") or "hustings"
        if not INDEX_PREFIX.fullmatch(prefix):
            refuse(
                name, f"names “{prefix}”, but names of indexes begin with a-z, 0-9, _ and - alone."
            )
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        tls, authority = query.pop("tls", "").lower() in TRUE_WORDS, query.pop("ca", "")
        if query or (authority and not (tls and Path(authority).is_file())):
            refuse(name, "may end in ?tls=1, or in ?tls=1&ca= and a file that is there, alone.")
        engine, package, credentials = SEARCH_SERVERS[parts.scheme]
        if find_spec(package) is None:
            refuse(name, "needs what requirements/search-server.txt lists, which is not installed.")
        host: dict[str, Any] = {"host": parts.hostname, "port": parts.port or 9200}
        options: dict[str, Any] = {"max_retries": 0}
        if parts.scheme == "opensearch":
            host["use_ssl"] = tls
        else:
            host["scheme"] = "https" if tls else "http"
        if authority:
            options["ca_certs"] = authority
        if parts.username and parts.password:
            options[credentials] = (unquote(parts.username), unquote(parts.password))
        return {"ENGINE": engine, "HOSTS": [host], "INDEX_PREFIX": f"{prefix}_", "OPTIONS": options}

    def http_cache(self, name: str, default: str) -> str:
        """Where the HTTP cache in front takes PURGE; "" for none."""
        value = self.text(name, default)
        parts = self._url(name, value, {"http", "https", "none"})
        if parts.scheme == "none":
            return ""
        if not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
            refuse(name, "names no HTTP cache: write it like http://10.0.0.5:6081.")
        return value

    def sentry_dsn(self, name: str, default: str) -> str:
        """Where errors are reported to, as Sentry gives it; "" for nowhere."""
        value = self.text(name, default)
        parts = self._url(name, value, {"http", "https", "none"})
        if parts.scheme == "none":
            return ""
        if not parts.hostname or not parts.username or not parts.path.strip("/"):
            refuse(name, "is no address of Sentry: write it like https://key@sentry.example.org/1.")
        return value
