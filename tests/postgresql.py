"""`python -m tests.postgresql COMMAND…`: run a command beside a PostgreSQL made for it alone.

The command finds the database in DATABASE_URL. The cluster listens on a Unix socket in a
temporary directory, never syncs to disk, and is gone afterwards, however the command ended.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

MISSING = (
    "PostgreSQL's server programs are missing: install them with `apt-get install postgresql`."
)
START_TIMEOUT = 30  # seconds
# Speed instead of safety: nothing in here outlives the command.
OPTIONS = [
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "log_min_messages=fatal",
]


def programs() -> Path:
    """The directory of `initdb` and `postgres`: from PATH, or where Debian puts them."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not installed:
        raise SystemExit(MISSING)
    return max(installed, key=lambda path: int(path.parent.name))


def unprivileged() -> dict[str, object]:
    """Arguments for `subprocess` that drop root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@contextmanager
def cluster() -> Iterator[str]:
    """A running server; gives its address as a DATABASE_URL, and stops and deletes it after."""
    bin_dir, as_whom = programs(), unprivileged()
    # Short, because the path of a Unix socket may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="hustings-pg-", dir="/tmp"))
    try:
        if as_whom:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        data = folder / "data"
        initdb = [bin_dir / "initdb", "--pgdata", data, "--username=hustings", "--auth=trust"]
        initdb += ["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_whom)
        options = [f"-c{option}" for option in [*OPTIONS, f"unix_socket_directories={folder}"]]
        server = subprocess.Popen(
            [bin_dir / "postgres", "-D", data, *options],
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for the command; the server is stopped below
            **as_whom,
        )
        try:
            _wait_until_ready(bin_dir, folder, server)
            yield f"postgresql://hustings@{quote(str(folder), safe='')}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # fast shutdown: open connections are closed
            try:
                server.wait(timeout=START_TIMEOUT)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(bin_dir: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until and server.poll() is None:
        is_ready = [bin_dir / "pg_isready", "--quiet", "--host", folder]
        is_ready += ["--username=hustings", "--dbname=postgres"]
        if subprocess.run(is_ready, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise SystemExit("PostgreSQL did not start: its own words are above.")


def main(command: list[str]) -> int:
    """Run the command; gives its exit status."""
    if not command:
        raise SystemExit("Usage: python -m tests.postgresql COMMAND…")
    # Asked to end, end like after an error, so that the cluster goes too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with cluster() as database_url:
        environment = os.environ | {"DATABASE_URL": database_url}
        process = subprocess.Popen(command, env=environment)
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
