"""What the operator says is read, and what cannot be is named."""

from pathlib import Path
from typing import Any

import pytest

from cms.environment import Environment
from tests.processes import GOOD_KEY, manage


def read(method: str, value: str, *args: Any, **kwargs: Any) -> Any:
    """What a reader of `Environment` makes of a variable called NAME."""
    return getattr(Environment({"NAME": value}), method)("NAME", *args, **kwargs)


BOUNDS = {"default": 8000, "minimum": 1, "maximum": 65535}
IMPOSSIBLE = [
    ("text", "", (), {}),
    ("text", "   ", (), {}),
    ("flag", "perhaps", (), {"default": False}),
    ("integer", "many", (), BOUNDS),
    ("integer", "0", (), BOUNDS),
    ("integer", "65536", (), BOUNDS),
    ("integer", "-1", (), BOUNDS),
    ("integer", "1.5", (), BOUNDS),
    ("one_of", "xml", ("text", {"text", "json"}), {}),
    ("site_url", "blog.example.org", ("",), {}),
    ("site_url", "ftp://blog.example.org", ("",), {}),
    ("site_url", "https://", ("",), {}),
    ("site_url", "https://blog.example.org/here", ("",), {}),
    ("site_url", "https://blog.example.org?a=b", ("",), {}),
    ("site_url", "https://blog.example.org:99999", ("",), {}),
    ("site_url", "https://[::1", ("",), {}),
    ("database", "mysql://host/name", ("",), {}),
    ("database", "postgresql://host:port/name", ("",), {}),
    ("cache", "memcached://host", ("locmem:",), {}),
    ("mailer", "sendmail:", ("console:",), {}),
    ("mailer", "smtp:", ("console:",), {}),
    ("mailer", "smtp://host:99999", ("console:",), {}),
    ("folder", "s3://bucket", ("var/media",), {}),
    ("search_server", "solr://search.example.org", ("database:",), {}),
    ("search_server", "database:elsewhere", ("database:",), {}),
    ("search_server", "opensearch:", ("database:",), {}),
    ("search_server", "opensearch://me@search.example.org", ("database:",), {}),
    ("search_server", "opensearch://search.example.org:99999", ("database:",), {}),
    ("search_server", "opensearch://search.example.org/Blog", ("database:",), {}),
    ("search_server", "opensearch://search.example.org/a/b", ("database:",), {}),
    ("search_server", "elasticsearch://search.example.org/?ssl=1", ("database:",), {}),
    ("search_server", "elasticsearch://search.example.org/?ca=/etc/hostname", ("database:",), {}),
    ("search_server", "elasticsearch://search.example.org/?tls=1&ca=/none", ("database:",), {}),
    ("tasks", "celery:", ("immediate:",), {}),
    ("http_cache", "varnish", ("none:",), {}),
    ("http_cache", "http://", ("none:",), {}),
    ("http_cache", "http://varnish:99999", ("none:",), {}),
    ("http_cache", "http://varnish/purge", ("none:",), {}),
]


@pytest.mark.parametrize(("method", "value", "args", "kwargs"), IMPOSSIBLE)
def test_an_impossible_value_stops_with_a_sentence_that_names_the_variable(
    method: str, value: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        read(method, value, *args, **kwargs)

    assert str(stopped.value).startswith("NAME ")
    assert str(stopped.value).endswith(".")


@pytest.mark.parametrize("word", ["1", "true", "Yes", "ON", " on "])
def test_the_usual_words_mean_true(word: str) -> None:
    assert read("flag", word, default=False) is True


@pytest.mark.parametrize("word", ["0", "false", "No", "OFF"])
def test_the_usual_words_mean_false(word: str) -> None:
    assert read("flag", word, default=True) is False


def test_an_empty_value_means_the_default() -> None:
    assert read("integer", "", **BOUNDS) == 8000


def test_a_list_is_separated_by_commas() -> None:
    assert read("words", " a, b,,c ") == ["a", "b", "c"]


def test_a_slash_behind_the_site_address_does_not_matter() -> None:
    assert read("site_url", "https://blog.example.org/", "").geturl() == "https://blog.example.org"


def test_sqlite_takes_the_write_lock_at_the_beginning_of_a_transaction(tmp_path: Path) -> None:
    config = read("database", f"sqlite:///{tmp_path}/new/site.sqlite3", "")

    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_folder_of_a_new_sqlite_database_is_made(tmp_path: Path) -> None:
    read("database", f"sqlite:///{tmp_path}/new/site.sqlite3", "")

    assert (tmp_path / "new").is_dir()


def test_postgresql_has_a_pool() -> None:
    config = read("database", "postgresql://user:secret@db.example.org:5433/site", "")

    assert config["OPTIONS"]["pool"]["max_size"] == 8


def test_a_mail_server_is_read_with_its_account_and_encryption() -> None:
    config = read("mailer", "smtp://me%40example.org:p%2Fw@mail.example.org:587?tls=1", "console:")

    options = config["OPTIONS"]
    assert (options["host"], options["port"]) == ("mail.example.org", 587)
    assert (options["username"], options["password"]) == ("me@example.org", "p/w")
    assert (options["use_tls"], options["use_ssl"]) == (True, False)


def test_mail_over_tls_has_its_own_port() -> None:
    config = read("mailer", "smtps://mail.example.org", "console:")

    assert (config["OPTIONS"]["port"], config["OPTIONS"]["use_ssl"]) == (465, True)


def test_mail_can_go_into_files() -> None:
    config = read("mailer", "file:///var/mail/out", "console:")

    assert config["OPTIONS"]["file_path"] == "/var/mail/out"


def test_a_shared_cache_is_redis() -> None:
    config = read("cache", "redis://cache.example.org:6379/1", "locmem:")

    assert config["LOCATION"] == "redis://cache.example.org:6379/1"


def test_what_readers_search_is_in_the_database_by_default() -> None:
    assert read("search_server", "", "database:") == {}


def test_a_search_server_is_read_with_its_account_and_encryption(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()
    end = f"me:p%2Fw@search.example.org:9201/blog?tls=1&ca={authority}"
    opensearch = read("search_server", f"opensearch://{end}", "database:")
    elasticsearch = read("search_server", f"elasticsearch://{end}", "database:")

    place = {"host": "search.example.org", "port": 9201}
    assert opensearch["HOSTS"] == [{**place, "use_ssl": True}]
    assert elasticsearch["HOSTS"] == [{**place, "scheme": "https"}]
    assert opensearch["OPTIONS"]["http_auth"] == ("me", "p/w")
    assert elasticsearch["OPTIONS"]["basic_auth"] == ("me", "p/w")
    for config in (opensearch, elasticsearch):
        assert config["INDEX_PREFIX"] == "blog_"
        assert config["OPTIONS"]["ca_certs"] == str(authority)


def test_a_search_server_has_usual_port_and_prefix() -> None:
    config = read("search_server", "elasticsearch://search.example.org", "database:")

    place = {"host": "search.example.org", "port": 9200, "scheme": "http"}
    assert (config["HOSTS"], config["INDEX_PREFIX"]) == ([place], "hustings_")


def test_a_search_server_without_its_packages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.environment.find_spec", lambda _package: None)

    with pytest.raises(SystemExit, match=r"NAME needs what requirements/search-server\.txt lists"):
        read("search_server", "opensearch://search.example.org", "database:")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "too-short"),
        ("SITE_URL", "nowhere"),
        ("PORT", "http"),
        ("FRONTEND_CACHE_URL", "varnish:6081"),
        ("SEARCH_URL", "solr://search.example.org"),
    ],
)
def test_the_process_stops_at_start_with_one_sentence(variable: str, value: str) -> None:
    process = manage("check", **{"SECRET_KEY": GOOD_KEY, variable: value})

    assert process.returncode == 1
    assert process.stderr.strip().startswith(variable)
    assert process.stderr.strip().count("\n") == 0
