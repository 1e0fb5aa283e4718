"""Checkers that come from npm, got into var/ on first use; where one cannot run, why not."""

import shutil
import subprocess
from pathlib import Path

from tests.settings import ROOT

FOLDER = ROOT / "var" / "node"
PACKAGES = {"lighthouse": "12.8.2", "vnu-jar": "26.9.27"}
INSTALL_TIMEOUT = 300  # seconds


class Missing(Exception):
    """What has to be on the machine for a check, and is not: a sentence for people."""


def program(name: str, package: str) -> str:
    """The path of a program of the machine. Raises Missing with how to get it."""
    path = shutil.which(name)
    if path is None:
        raise Missing(f"{name} is missing: on Debian, `apt-get install {package}`.")
    return path


def package(name: str) -> Path:
    """The folder of an npm package, got if it is not there. Raises Missing."""
    folder = FOLDER / "node_modules" / name
    wanted = f"{name}@{PACKAGES[name]}"
    if not folder.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        npm = program("npm", "npm")
        command = [npm, "install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts"]
        command += ["--prefix", str(FOLDER), *(f"{one}@{PACKAGES[one]}" for one in PACKAGES)]
        try:
            result = subprocess.run(
                command, capture_output=True, text=True, timeout=INSTALL_TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired:
            raise Missing(f"npm did not get {wanted} in {INSTALL_TIMEOUT} seconds.") from None
        if result.returncode:
            raise Missing(f"npm could not get {wanted}: {result.stderr.strip()[-200:]}")
    return folder
