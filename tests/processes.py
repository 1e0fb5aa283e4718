"""The product started as a process of its own, in an environment that a test says."""

import os
import subprocess
import sys

from dotenv import dotenv_values

from tests.settings import ROOT, RUN_DIR

GOOD_KEY = "a-key-that-is-long-enough-for-a-public-site-0123456789"


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments; of the outer environment only the database is handed on."""
    nothing_set = dict.fromkeys(dotenv_values(ROOT / ".env.example"), "")
    database_url = os.environ["DATABASE_URL"] or f"sqlite:///{RUN_DIR / 'process.sqlite3'}"
    return subprocess.run(
        [sys.executable, *command],
        env={
            **nothing_set,
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database_url,
            **environment,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a management command."""
    return run("manage.py", *command, **environment)
