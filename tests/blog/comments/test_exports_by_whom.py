"""Who may export comments: by the admin and by the command, with names and without, on record."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.test import Client
from wagtail.models import ModelLogEntry, PageLogEntry

from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import at_the_desk
from tests.factories.comments import held_comment, published_comment
from tests.factories.pages import blog_index, draft_post, live_post, private_post
from tests.factories.people import (
    administrator,
    editor,
    group_administrator,
    moderator,
    reader,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/comments/export/"
NAME = "Nora Quennell"


@pytest.fixture(autouse=True)
def entries(post: BlogPostPage) -> None:
    """A comment that readers see, and one that they do not."""
    published_comment(post, user_name=NAME, comment="Seen by all.")
    held_comment(post, user_name=NAME, comment="Waiting still.")


def may(*names: str) -> User:
    """Somebody who comes into the admin and has these rights, and no others."""
    user = reader()
    names = ("access_admin", *names)
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return user


def download(client: Client, **fields: Any) -> Any:
    """What the form gives when its button is pressed."""
    return client.post(ADDRESS, {"kind": "jsonl"} | fields)


def unpacked(response: Any) -> dict[str, str]:
    """By name, the files of the archive."""
    assert response.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


def records() -> list[tuple[str, Any]]:
    """What Wagtail's log says of exports, and who made them."""
    return [
        (entry.action, entry.user_id)
        for model in (ModelLogEntry, PageLogEntry)
        for entry in model.objects.filter(action__startswith="comments.export")
    ]


def command(**options: Any) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("export_comments", stdout=out, **options)
    return out.getvalue()


# --- The admin ------------------------------------------------------------------------------------
@pytest.mark.parametrize("person", [None, reader, editor, moderator])
def test_nobody_but_administrators_sees_the_form_or_gets_an_export(
    person: Callable[[], User] | None,
) -> None:
    client = at_the_desk(person()) if person else Client()

    for response in (client.get(ADDRESS), download(client), download(client, with_names="on")):
        assert response.status_code == 302
        assert "text" not in response.headers.get("Location", "")
    assert records() == []
    if person in {editor, moderator}:
        assert ADDRESS not in client.get("/admin/").text


@pytest.mark.parametrize("person", [administrator, group_administrator])
def test_an_administrator_gets_the_comments_and_their_codebook(
    person: Callable[[], User],
) -> None:
    who = person()
    client = at_the_desk(who)
    assert ADDRESS in client.get("/admin/").text
    assert "With names" in client.get(ADDRESS).text

    response = download(client)

    files = unpacked(response)
    assert list(files) == ["codebook.txt", "comments.jsonl"]
    assert "Seen by all." in files["comments.jsonl"]
    assert "Waiting still." not in files["comments.jsonl"]
    assert NAME not in files["comments.jsonl"]
    assert "Names: without names" in files["codebook.txt"]
    assert "no-store" in response.headers["Cache-Control"]
    assert "comments-all-" in response.headers["Content-Disposition"]
    assert records() == [("comments.export", who.pk)]


def test_with_names_it_stands_in_the_log_before_a_byte_is_sent(post: BlogPostPage) -> None:
    who = administrator()

    response = download(at_the_desk(who), with_names="on", page=str(post.pk), kind="csv")

    assert records() == [("comments.export_names", who.pk)]
    files = unpacked(response)
    assert NAME in files["comments.csv"]
    assert "Waiting still." in files["comments.csv"]
    assert "Names: with names" in files["codebook.txt"]
    entry = PageLogEntry.objects.get(action="comments.export_names")
    assert (entry.page_id, NAME in str(entry.data)) == (post.pk, False)


def test_who_may_export_without_names_gets_none_whatever_they_send(post: BlogPostPage) -> None:
    client = at_the_desk(may("export_comments"))

    form = client.get(ADDRESS).text
    files = unpacked(download(client, with_names="on"))

    assert "With names" not in form
    assert NAME not in "".join(files.values())
    assert "Waiting still." not in files["comments.jsonl"]


def test_the_right_to_names_alone_is_no_right_to_export() -> None:
    client = at_the_desk(may("export_names"))

    assert client.get(ADDRESS).status_code == 302
    assert download(client, with_names="on").status_code == 302


def test_somebody_who_is_no_longer_there_exports_nothing() -> None:
    who = administrator()
    client = at_the_desk(who)
    User.objects.filter(pk=who.pk).update(is_active=False)

    assert download(client).status_code == 302


@pytest.mark.parametrize("kind", [private_post, draft_post])
def test_a_post_that_not_everybody_may_read_is_exported_only_with_names(
    kind: Callable[[], BlogPostPage],
) -> None:
    hidden = kind()
    published_comment(hidden, comment="Among ourselves.")
    client = at_the_desk(administrator())

    refused = download(client, page=str(hidden.pk))
    given = download(client, page=str(hidden.pk), with_names="on")

    assert "exported only with names" in refused.text
    assert "Among ourselves." not in refused.text
    assert "Among ourselves." in unpacked(given)["comments.jsonl"]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "xlsx"},
        {"kind": ""},
        {"page": "99999"},
        {"page": "1 OR 1=1"},
        {"page": "\0"},
        {"page": "-1"},
        {"page": str(2**70)},
    ],
)
def test_nonsense_brings_the_form_back(fields: dict[str, str]) -> None:
    response = download(at_the_desk(administrator()), **fields)

    assert response.status_code == 200
    assert "text/html" in response.headers["Content-Type"]
    assert records() == []


def test_a_page_that_is_no_post_has_nothing_to_export() -> None:
    response = download(at_the_desk(administrator()), page=str(blog_index().pk))

    assert "text/html" in response.headers["Content-Type"]


def test_another_site_cannot_make_an_administrator_export() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator())

    assert download(client).status_code == 403
    assert records() == []


def test_the_first_bytes_come_before_the_last_comment_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("blog.comments.exporting.rows.BATCH", 1)

    response = download(at_the_desk(administrator()))

    assert response.streaming
    assert len(list(response.streaming_content)) > 2


# --- The command ----------------------------------------------------------------------------------
def test_the_command_prints_what_the_admin_gives() -> None:
    lines = [json.loads(line) for line in command(format="jsonl").splitlines()]

    assert [(line["state"], line["text"]) for line in lines] == [
        ("published", "Seen by all."),
        ("held", None),
    ]
    assert command().startswith("\ufeffid,post,thread_path,")
    assert records() == []


def test_the_command_writes_files_that_only_their_owner_may_read(tmp_path: Path) -> None:
    data, book = tmp_path / "comments.csv", tmp_path / "codebook.txt"
    data.write_text("an earlier export")

    assert command(output=str(data), codebook=str(book)) == ""

    assert "Seen by all." in data.read_text(encoding="utf-8-sig")
    assert "thread_path: " in book.read_text()
    assert data.stat().st_mode & 0o077 == 0
    assert sorted(tmp_path.iterdir()) == [book, data]


def test_the_command_finds_a_post_by_its_slug_or_its_address(post: BlogPostPage) -> None:
    other = live_post(slug="another")
    entry = published_comment(other)

    for name in ("another", "another/", other.url):
        (line,) = command(post=name, format="jsonl").splitlines()
        assert json.loads(line)["id"] == entry.pk


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "%",
        "_",
        "another%",
        "an_ther",
        "' OR 1=1 --",
        "/",
        "root",
        "blog",
        "/no/another/",
    ],
)
def test_a_slug_is_taken_as_it_is(slug: str) -> None:
    live_post(slug="another")

    with pytest.raises(CommandError, match="There is no post"):
        command(post=slug)


def test_of_two_posts_with_one_slug_the_command_asks_which(db: None) -> None:
    post = live_post(slug="same")
    elsewhere = BlogPostPage(title="Same", slug="same", introduction="Again.", body=[])
    post.get_parent().get_parent().add_child(instance=elsewhere)

    with pytest.raises(CommandError, match=post.url):
        command(post="same")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"names": True}, "say who exports"),
        ({"names": True, "username": "nobody"}, "There is no account"),
        ({"format": "xlsx"}, "csv"),
        ({"output": "/nowhere/at/all.csv"}, "No such file"),
        ({"output": "."}, "is a folder"),
        ({"codebook": "/nowhere/at/all.txt"}, "No such file"),
    ],
)
def test_the_command_says_in_a_sentence_why_it_exports_nothing(
    options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as why:
        command(**options)

    assert why.value.returncode == 1
    assert records() == []


@pytest.mark.parametrize("rights", [[], ["export_comments"], ["export_names"]])
def test_the_command_gives_names_only_to_who_may_have_them(rights: list[str]) -> None:
    who = may(*rights)

    with pytest.raises(CommandError, match="may not export"):
        command(names=True, username=who.username)
    assert records() == []


def test_the_command_records_who_exported_names() -> None:
    who = may("export_comments", "export_names")

    assert NAME in command(names=True, username=who.username)
    assert records() == [("comments.export_names", who.pk)]


def test_a_private_post_is_exported_by_the_command_only_with_names() -> None:
    private_post(slug="hidden")

    with pytest.raises(CommandError, match="only with names"):
        command(post="hidden")
    assert command(post="hidden", names=True, username=administrator().username)


def test_an_export_that_fails_half_way_leaves_the_earlier_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*args: Any) -> Any:
        yield b"half"
        raise DatabaseError("connection lost")

    data, book = tmp_path / "comments.csv", tmp_path / "codebook.txt"
    data.write_text("an earlier export")
    monkeypatch.setattr("blog.comments.management.commands.export_comments.pieces", break_off)

    with pytest.raises(CommandError, match="Nothing was exported"):
        command(output=str(data), codebook=str(book))
    with pytest.raises(CommandError, match="Nothing was exported"):
        command()

    assert [path.read_text() for path in tmp_path.iterdir()] == ["an earlier export"]
