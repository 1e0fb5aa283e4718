"""What the Nu HTML checker, the one of the W3C, says to each page as it is served."""

import json
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.bench.node import Missing, package, program
from tests.factories.sample_site import SampleSite

TIMEOUT = 300  # seconds, for all pages together


def run(front: str, site: SampleSite) -> dict[str, Any]:
    """Errors and warnings by page, printed with their places."""
    try:
        java = program("java", "default-jre-headless")
        checker = package("vnu-jar") / "build" / "dist" / "vnu.jar"
    except Missing as missing:
        print(f"\nThe Nu HTML checker did not run. {missing}")
        return {"missing": str(missing)}
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for n, (name, address) in enumerate(site.addresses.items()):
            files[name] = Path(folder) / f"{n}.html"
            files[name].write_bytes(fetch(front + address))
        command = [java, "-jar", str(checker), "--format", "json", "--exit-zero-always"]
        result = subprocess.run(
            [*command, *map(str, files.values())],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=True,
        )
    # It says what it found on the error stream.
    messages = json.loads(result.stderr)["messages"]
    return show({name: _of(messages, path) for name, path in files.items()})


def fetch(address: str) -> bytes:
    """A page, whatever its status: the one of a 404 is a page too."""
    try:
        with urlopen(address, timeout=30) as response:
            return bytes(response.read())
    except HTTPError as error:
        return error.read()


def _of(messages: list[dict[str, Any]], path: Path) -> list[dict[str, Any]]:
    return [message for message in messages if message.get("url", "").endswith(path.name)]


def show(found: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Print a line for each page, and what was found below it; gives the counts."""
    counts = {}
    print(f"\n{'Nu HTML checker':<34}{'errors':>10}{'warnings':>10}{'notes':>10}")
    for name, messages in found.items():
        kinds = [_kind(message) for message in messages]
        counts[name] = {kind: kinds.count(kind) for kind in ("error", "warning", "note")}
        print(f"{name:<34}" + "".join(f"{count:>10}" for count in counts[name].values()))
        lines = Counter(_line(message) for message in messages)
        for line, times in lines.most_common():
            print(f"  {times} × {line}"[:300])
    is_kept = not any(count["error"] + count["warning"] for count in counts.values())
    print(f"no error and no warning: {'kept' if is_kept else 'MISSED'}")
    return counts


def _kind(message: dict[str, Any]) -> str:
    """The checker's word for a warning is an "info" of the sub-type "warning"."""
    if message["type"] == "info":
        return str(message.get("subType", "note"))
    return "error"


def _line(message: dict[str, Any]) -> str:
    """What was found, without its digits: what is wrong with each comment is one thing to mend."""
    extract = " ".join(message.get("extract", "").split())
    return re.sub(r"\d+", "#", f"{_kind(message)}: {message['message']} {extract}")
