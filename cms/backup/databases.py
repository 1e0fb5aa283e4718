"""What each database needs to be copied while the site runs, and to be put back whole."""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, connections

DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
PACKAGE = "install the Debian package postgresql-client of that version, or a newer one"


class BackupError(Exception):
    """A backup cannot be made or read; the text says why, in a sentence for the operator."""


def dump_name() -> str:
    """What the database's file is called in an archive."""
    return DUMPS[connection.vendor]


def version() -> str:
    """The database and its version, in words."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    connection.ensure_connection()
    return f"PostgreSQL {_server_version() // 10_000}"


def dump(target: Path) -> None:
    """Write the database as it is at one moment, whoever writes meanwhile."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            _check_whole(copy)
        return
    program, arguments, environment = _postgresql("pg_dump")
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    _run([program, *options, *arguments], environment)


def load(source: Path) -> None:
    """Put a dump in the place of all that is there, or change nothing.

    Raises `BackupError` where the database does not take it.
    """
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(source)) as copy:
            _check_whole(copy)
            connection.ensure_connection()
            # One transaction, whatever other processes read meanwhile.
            copy.backup(connection.connection)
        connections.close_all()
        return
    connections.close_all()
    restore, _arguments, _environment = _postgresql("pg_restore")
    psql, arguments, environment = _postgresql("psql")
    script = source.with_suffix(".sql")
    _run([restore, "--no-owner", "--no-privileges", f"--file={script}", str(source)], environment)
    connections.close_all()
    empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    options += ["--output=/dev/null", f"--command={empty}", f"--file={script}"]
    _run([psql, *options, *arguments], environment)


def _check_whole(copy: sqlite3.Connection) -> None:
    try:
        (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The copy of the database is damaged: {error}.") from error
    if found != "ok":
        raise BackupError(f"The copy of the database is damaged: {found}.")


def _server_version() -> int:
    """As 150004 for 15.4."""
    connection.ensure_connection()
    return int(connection.pg_version)  # type: ignore[attr-defined]


def _postgresql(name: str) -> tuple[str, list[str], dict[str, str]]:
    """A program of PostgreSQL's, with arguments and environment that lead it to our database."""
    wanted = _server_version() // 10_000
    candidates = [shutil.which(name) or ""]
    candidates += [str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    found = {_version_of(path): path for path in candidates if path}
    if not found:
        raise BackupError(f"{name} is missing, and the server is PostgreSQL {wanted}: {PACKAGE}.")
    newest = max(found)
    if newest < wanted:
        raise BackupError(
            f"{name} is of version {newest}, and the server is PostgreSQL {wanted}: {PACKAGE}."
        )
    # That of the server where it is there: an older server may not know what a newer one writes.
    program = found.get(wanted, found[newest])
    client: Any = connection.client
    known = {
        key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "pool"
    }
    arguments, environment = client.settings_to_cmd_args_env(
        {**connection.settings_dict, "OPTIONS": known}, []
    )
    return program, [*arguments[1:-1], f"--dbname={arguments[-1]}"], environment or {}


def _version_of(program: str) -> int:
    done = subprocess.run(  # noqa: S603 - found above
        [program, "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r" (\d+)", done.stdout)
    return int(found[1]) if found else 0


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        command, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it does not say why"]
        raise BackupError(f"{Path(command[0]).name} failed: {lines[0]}")
