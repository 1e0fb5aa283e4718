"""Making, checking and putting back the one file in which a whole site is kept.

A compressed tar file: the database's dump, the uploads under `media/`, the secret key if asked
for, and last `manifest.json` with a checksum of each. What has no manifest is not whole.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from blog.models import BlogPostPage
from cms import changes
from cms.backup import databases
from cms.backup.databases import BackupError
from cms.models import JobRun, User

FORMAT = "hustings-backup-1"
MANIFEST = "manifest.json"
KEY = "secret_key.txt"
MEDIA = "media/"
STAGE = ".restore"  # in the folder of uploads: what is being put there
NAME = "hustings-{:%Y-%m-%dT%H%M%SZ}.tar.gz"
NAMED = re.compile(r"hustings-\d{4}-\d\d-\d\dT\d{6}Z\.tar\.gz")
LARGEST_NOTE = 64 * 1024 * 1024  # bytes of a manifest
CHUNK = 1024 * 1024  # bytes


# --- Making -----------------------------------------------------------------------------------
def make(target: Path, *, with_secret_key: bool = False) -> Path:
    """Write a backup; gives its path. A folder gets a file named by the moment.

    Under its name there is never half a file, and nobody else on the machine can read it.
    """
    if target.is_dir():
        target /= NAME.format(timezone.now())
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}.")
    handle, name = tempfile.mkstemp(prefix=".hustings-backup-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _write(file, target.parent, with_secret_key=with_secret_key)
            file.flush()
            os.fsync(file.fileno())
        check(Path(name))
        Path(name).replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error.strerror}.") from error
    finally:
        Path(name).unlink(missing_ok=True)
    JobRun.objects.update_or_create(name="backup", defaults={"succeeded_at": timezone.now()})
    return target


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Delete backups of ours in a folder but for the newest; gives what was deleted."""
    ours = sorted(path for path in folder.iterdir() if NAMED.fullmatch(path.name))
    too_old = ours[:-count]
    for path in too_old:
        path.unlink()
    return too_old


def _write(file: IO[bytes], beside: Path, *, with_secret_key: bool) -> None:
    sums: dict[str, str] = {}
    # Fast, because most of it is pictures, which no compression makes smaller.
    with (
        tempfile.TemporaryDirectory(prefix=".hustings-dump-", dir=beside) as folder,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive,
    ):
        # The database first: a file that it names is still there, or was deleted since.
        dump = Path(folder) / databases.dump_name()
        databases.dump(dump)
        sums[dump.name] = _add(archive, dump, dump.name)
        dump.unlink()
        for path in _uploads():
            name = MEDIA + path.relative_to(settings.MEDIA_ROOT).as_posix()
            try:
                sums[name] = _add(archive, path, name)
            except FileNotFoundError:
                continue  # deleted meanwhile
        if with_secret_key:
            note = Path(folder) / KEY
            note.write_text(settings.SECRET_KEY)
            sums[KEY] = _add(archive, note, KEY)
        note = Path(folder) / MANIFEST
        note.write_text(json.dumps(_manifest(sums), indent=1))
        archive.add(note, MANIFEST)


def _uploads() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    for folder, folders, names in os.walk(root):
        if STAGE in folders:
            folders.remove(STAGE)
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Add a file as it is at this moment, and give its checksum."""
    with path.open("rb") as file:
        about = archive.gettarinfo(arcname=name, fileobj=file)
        about.uid = about.gid = 0
        about.uname = about.gname = ""
        reader = _Summing(file)
        archive.addfile(about, reader)
        return reader.sum.hexdigest()


class _Summing:
    """A file that is added up while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sum.update(data)
        return data


def _manifest(sums: dict[str, str]) -> dict[str, Any]:
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "site": settings.SITE_URL,
        "versions": {
            "hustings": version_of("hustings"),
            "wagtail": version_of("wagtail"),
            "django": version_of("django"),
            "python": platform.python_version(),
            "database": databases.version(),
        },
        "vendor": connection.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        # Tells whether a site has the same key, and not which.
        "secret_key": fingerprint(settings.SECRET_KEY),
        "files": sums,
    }


def version_of(package: str) -> str:
    """Of an installed package; ours is not installed, but stands in pyproject.toml."""
    if package == "hustings":
        text = (settings.BASE_DIR / "pyproject.toml").read_text()
        found = re.search(r'^version = "(.+)"$', text, re.MULTILINE)
        return found[1] if found else ""
    return version(package)


def fingerprint(key: str) -> str:
    """What can be compared without knowing the key: it is long, random, and hashed."""
    return hashlib.sha256(b"hustings backup " + key.encode()).hexdigest()[:16]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- Checking ---------------------------------------------------------------------------------
def check(source: Path) -> dict[str, Any]:
    """Read a backup to its end and compare every checksum; gives its manifest.

    Raises `BackupError` for a file that is damaged, cut short, or none of ours.
    """
    sums: dict[str, str] = {}
    manifest: Any = None
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None or not _is_ours(member.name):
                    raise BackupError(f"{source} is no backup of Hustings: it has {member.name}.")
                if member.name == MANIFEST and member.size <= LARGEST_NOTE:
                    manifest = json.loads(content.read())
                else:
                    sums[member.name] = _sum(content)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise BackupError(f"There is no file {source}.") from error
        raise BackupError(f"{source} is damaged, or no backup of Hustings.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError(f"{source} is no whole backup of Hustings: its list of files is missing.")
    if manifest.get("files") != sums:
        raise BackupError(f"{source} is damaged: a file in it is not what it was.")
    return manifest


def _is_ours(name: str) -> bool:
    parts = name.split("/")
    if name.startswith(MEDIA):
        return len(parts) > 1 and not {"", ".", ".."} & set(parts)
    return name in {MANIFEST, KEY, *databases.DUMPS.values()}


def _sum(content: IO[bytes]) -> str:
    found = hashlib.sha256()
    while data := content.read(CHUNK):
        found.update(data)
    return found.hexdigest()


def secret_key_in(source: Path) -> str:
    """The key that a backup was told to keep; "" for none."""
    if KEY not in check(source)["files"]:
        return ""
    with tarfile.open(source, "r:gz") as archive:
        content = archive.extractfile(KEY)
        return content.read().decode() if content else ""


# --- Putting back -----------------------------------------------------------------------------
def restore(source: Path, *, replace: bool = False) -> list[str]:
    """Put a site back; gives sentences on what the operator has to do now.

    All of it or nothing: the file is read to its end first, and the uploads take their places
    once the database has taken its own.
    """
    manifest = check(source)
    _refuse_other_sites(source, manifest)
    if not replace and not is_empty():
        raise BackupError(
            "This site has content already. With --replace, all of it goes and the backup takes"
            " its place."
        )
    root = Path(settings.MEDIA_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _stage(root) as stage:
            with tarfile.open(source, "r:gz") as archive:
                archive.extractall(stage, filter="data")
            databases.load(stage / databases.dump_name())
            _swap(root, stage)
    except OSError as error:
        raise BackupError(f"The backup could not be put back: {error.strerror}.") from error
    for cache in caches.all():
        cache.clear()
    changes.withdrawn()
    return _what_now(manifest)


def is_empty() -> bool:
    """Whether nobody has an account here, and nothing was written or uploaded."""
    root = Path(settings.MEDIA_ROOT)
    if root.is_dir() and any(path.name != STAGE for path in root.iterdir()):
        return False
    if User._meta.db_table not in connection.introspection.table_names():
        return True
    return not (User.objects.exists() or BlogPostPage.objects.exists())


def _refuse_other_sites(source: Path, manifest: dict[str, Any]) -> None:
    if manifest["vendor"] != connection.vendor:
        kinds = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        made, here = kinds.get(manifest["vendor"], "another"), kinds[connection.vendor]
        raise BackupError(f"{source} was made from {made}, and DATABASE_URL names {here}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise BackupError(
            f"{source} was made by another version of Hustings"
            f" ({manifest['versions']['hustings']}), which knows {newer[0]}: install that first."
        )


@contextmanager
def _stage(root: Path) -> Iterator[Path]:
    """A folder on the disk of the uploads, which may be a mount of its own."""
    stage = root / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _swap(root: Path, stage: Path) -> None:
    """Let the uploads of the backup take the place of those that are there: renames alone."""
    new, old = stage / MEDIA, stage / "old"
    new.mkdir(exist_ok=True)
    old.mkdir()
    for path in [path for path in root.iterdir() if path.name != STAGE]:
        path.rename(old / path.name)
    for path in list(new.iterdir()):
        path.rename(root / path.name)


def _what_now(manifest: dict[str, Any]) -> list[str]:
    found = []
    if missing := _missing_migrations():
        found.append(f"The backup is older than this version: run “migrate” ({missing} to do).")
    if manifest["secret_key"] != fingerprint(settings.SECRET_KEY):
        found.append(
            "SECRET_KEY is another one than the backup's: people sign in again, links in mails"
            " sent before do not work, and bans of e-mail addresses have ended."
        )
    if manifest["site"] != settings.SITE_URL:
        found.append(f"The backup is of {manifest['site']}: run “migrate” to write SITE_URL in.")
    return found


def _missing_migrations() -> int:
    applied = set(MigrationRecorder(connection).applied_migrations())
    return len(set(MigrationLoader(None).disk_migrations or {}) - applied)
