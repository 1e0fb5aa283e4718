"""The restore drill: what comes back is what was there, and a bad file changes nothing."""

import hashlib
import io
import json
import sqlite3
import stat
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django_comments.models import Comment as BaseComment
from django_comments_xtd.models import XtdComment
from wagtail.models import Page

from blog.comments.models import Comment
from blog.models import BlogPostPage
from cms.backup import archive, databases
from cms.backup.databases import BackupError
from cms.models import JobRun
from tests.factories.comments import thread
from tests.factories.pages import live_post
from tests.factories.people import editor
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)
# Posts and comments, each with the tables above it.
CONTENT = [model._meta.db_table for model in (Page, BlogPostPage, BaseComment, XtdComment, Comment)]


def count_rows() -> dict[str, int]:
    """How many rows each table has, but for what tells processes that something was written."""
    passing = {"cms_change", "cms_jobrun"}
    return {
        model._meta.db_table: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.db_table not in passing
    }


def hash_of_content() -> str:
    """Of all posts, comments and uploads: one sign that differs is another hash."""
    found = hashlib.sha256()
    for table in CONTENT:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            for row in cursor.fetchall():
                found.update(repr(row).encode())
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file():
            found.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return found.hexdigest()


@pytest.fixture
def site(settings: Any, tmp_path: Path) -> Iterator[BlogPostPage]:
    """A post with comments and a picture, and uploads of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    editor()
    post = live_post("The bridge")
    thread(post, 0, 1, 1)
    picture("Bridge", size=(40, 30))
    yield post
    connections.close_all()


def lose_everything() -> None:
    """What a restore is for."""
    Comment.objects.all().delete()
    for post in BlogPostPage.objects.all():
        post.delete()
    picture("Not in the backup", size=(20, 20))


def test_what_is_put_back_is_what_was_there(site: BlogPostPage, tmp_path: Path) -> None:
    rows, content = count_rows(), hash_of_content()
    file = tmp_path / "site.tar.gz"
    call_command("backup", str(file))
    lose_everything()
    assert hash_of_content() != content

    call_command("restore", str(file), "--replace")

    assert count_rows() == rows
    assert hash_of_content() == content
    assert not (Path(settings.MEDIA_ROOT) / archive.STAGE).exists()
    # And the site goes on from there: numbers are not given twice.
    assert live_post("The next one").pk > site.pk


def test_a_backup_is_its_owners_alone_and_under_its_name_always_whole(
    site: BlogPostPage, tmp_path: Path, capsys: Any
) -> None:
    file = archive.make(tmp_path / "site.tar.gz")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []
    call_command("check_backup", str(file))
    assert "Whole" in capsys.readouterr().out
    assert settings.SECRET_KEY.encode() not in file.read_bytes()
    assert JobRun.objects.get(pk="backup").succeeded_at is not None


def test_the_secret_key_is_in_it_only_if_asked_for(
    site: BlogPostPage, tmp_path: Path, capsys: Any
) -> None:
    without = archive.make(tmp_path / "without.tar.gz")
    with pytest.raises(CommandError, match="--with-secret-key"):
        call_command("check_backup", str(without), "--show-secret-key")

    call_command("backup", str(tmp_path / "with.tar.gz"), "--with-secret-key")
    capsys.readouterr()
    call_command("check_backup", str(tmp_path / "with.tar.gz"), "--show-secret-key")

    assert capsys.readouterr().out.strip() == settings.SECRET_KEY


def test_a_site_with_content_is_replaced_only_when_told(site: BlogPostPage, tmp_path: Path) -> None:
    file = archive.make(tmp_path / "site.tar.gz")
    before = hash_of_content()

    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(file))

    assert hash_of_content() == before


def rewritten(file: Path, change: Any) -> Path:
    """The backup with its members as `change` makes them: a dict of name to bytes."""
    with tarfile.open(file) as source:
        members = {one.name: source.extractfile(one).read() for one in source}
    changed = change(members)
    target = file.with_name("changed.tar.gz")
    with tarfile.open(target, "w:gz") as made:
        for name, content in changed.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            made.addfile(about, io.BytesIO(content))
    return target


def with_manifest(**changes: Any) -> Any:
    def change(members: dict[str, bytes]) -> dict[str, bytes]:
        manifest = json.loads(members[archive.MANIFEST]) | changes
        return members | {archive.MANIFEST: json.dumps(manifest).encode()}

    return change


def without(name: str) -> Any:
    return lambda members: {key: value for key, value in members.items() if key != name}


BAD = {
    "of another database": (with_manifest(vendor="oracle"), "was made from"),
    "of a later version": (with_manifest(migrations=["blog.9999_later"]), "another version"),
    "of another program": (with_manifest(format="other"), "no whole backup"),
    "without its list": (without(archive.MANIFEST), "no whole backup"),
    "with a file more": (lambda members: {"media/more.txt": b"x", **members}, "damaged"),
    "with a way out": (lambda members: {"media/../../out.txt": b"x", **members}, "no backup"),
    "with a path from the root": (lambda members: {"/etc/out.txt": b"x", **members}, "no backup"),
    "with another content": (
        lambda members: {
            name: content + b"x" if name.startswith("media/") else content
            for name, content in members.items()
        },
        "damaged",
    ),
}


@pytest.mark.parametrize("how", BAD)
def test_a_backup_that_is_not_right_is_refused_and_changes_nothing(
    site: BlogPostPage, tmp_path: Path, how: str
) -> None:
    change, why = BAD[how]
    bad = rewritten(archive.make(tmp_path / "site.tar.gz"), change)
    before = hash_of_content()

    with pytest.raises(CommandError, match=why):
        call_command("restore", str(bad), "--replace")

    assert hash_of_content() == before


@pytest.mark.parametrize("part", [0, 0.5, 0.99])
def test_half_a_file_and_no_backup_at_all_are_refused(
    site: BlogPostPage, tmp_path: Path, part: float
) -> None:
    whole = archive.make(tmp_path / "site.tar.gz").read_bytes()
    half = tmp_path / "half.tar.gz"
    half.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises(BackupError):
        archive.check(half)
    with pytest.raises(BackupError, match="There is no file"):
        archive.check(tmp_path / "nothing")


def test_a_dump_that_the_database_does_not_take_changes_nothing(
    site: BlogPostPage, tmp_path: Path
) -> None:
    def spoil(members: dict[str, bytes]) -> dict[str, bytes]:
        name = databases.dump_name()
        bad = members[name][: len(members[name]) // 2]
        manifest = json.loads(members[archive.MANIFEST])
        manifest["files"][name] = hashlib.sha256(bad).hexdigest()
        return members | {name: bad, archive.MANIFEST: json.dumps(manifest).encode()}

    bad = rewritten(archive.make(tmp_path / "site.tar.gz"), spoil)
    before = hash_of_content()

    with pytest.raises(BackupError):
        archive.restore(bad, replace=True)

    assert hash_of_content() == before


def test_the_newest_are_kept_and_nothing_that_is_not_ours_is_deleted(
    site: BlogPostPage, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 5):
        (folder / f"hustings-2026-11-0{day}T031700Z.tar.gz").write_bytes(b"old")
    (folder / "holiday.tar.gz").write_bytes(b"mine")

    call_command("backup", str(folder), "--keep", "2")

    names = sorted(path.name for path in folder.iterdir())
    assert names[:2] == ["holiday.tar.gz", "hustings-2026-11-04T031700Z.tar.gz"]
    assert len(names) == 3


def test_backups_under_load_are_whole_each_time(site: BlogPostPage, tmp_path: Path) -> None:
    stop, written = Event(), []

    def keep_writing() -> None:
        while not stop.is_set():
            JobRun.objects.update_or_create(name=f"load {len(written)}")
            written.append(1)
        connections.close_all()

    writers = [Thread(target=keep_writing) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        rounds = 20 if connection.vendor == "sqlite" else 3
        for number in range(rounds):
            dump = tmp_path / f"{number}.dump"
            databases.dump(dump)
            if connection.vendor == "sqlite":
                with closing(sqlite3.connect(dump)) as copy:
                    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert dump.stat().st_size > 100_000
            dump.unlink()
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert written


def test_where_the_programs_of_the_database_are_missing_a_sentence_says_so(
    site: BlogPostPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_version_of", lambda _path: 9)
    if connection.vendor == "sqlite":
        assert archive.make(tmp_path / "site.tar.gz").exists()  # it needs none
        return

    with pytest.raises(BackupError, match="is of version 9, and the server is PostgreSQL"):
        archive.make(tmp_path / "site.tar.gz")

    assert [path.name for path in tmp_path.iterdir()] == ["media"]


def test_where_nothing_can_be_written_there_is_a_sentence_and_no_half_file(
    site: BlogPostPage, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "nowhere" / "site.tar.gz"))
