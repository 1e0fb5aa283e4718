"""Lighthouse's four figures for each page, on a telephone and on a desk: the median of three."""

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.node import Missing, package, program
from tests.browser import ARGUMENTS, CHROMIUM
from tests.factories.sample_site import SampleSite

TIMEOUT = 120  # seconds, for one run
TRIES = 3
ENOUGH = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
PRESETS = {"mobile": [], "desktop": ["--preset=desktop"]}
PAGES = (
    "front page", "index", "post with 100 comments", "tag", "author", "archive", "search",
    "comment form", "log", "not found",
)  # fmt: skip
# Pages that search engines must not list: that they cannot is meant, and so is the status 404,
# which the browser writes into its console.
UNLISTED = {
    "search": ["is-crawlable"],
    "comment form": ["is-crawlable"],
    "log": ["is-crawlable"],  # measured as a list that a reader has narrowed
    "not found": ["is-crawlable", "http-status-code", "errors-in-console"],
}
FLAGS = " ".join(["--headless", "--disable-gpu", *ARGUMENTS])


def run(front: str, site: SampleSite, *, rounds: int) -> dict[str, Any]:
    """The medians by page and preset, printed with what stands in the way of more."""
    try:
        node = program("node", "nodejs")
        command = [node, str(package("lighthouse") / "cli" / "index.js")]
    except Missing as missing:
        print(f"\nLighthouse did not run. {missing}")
        return {"missing": str(missing)}
    results: dict[str, Any] = {}
    print(f"\n{f'Lighthouse, median of {rounds}':<34}{'look':>9}", end="")
    print("".join(f"{name:>16}" for name in ENOUGH))
    for name in PAGES:
        for preset, options in PRESETS.items():
            reports = [
                _report([*command, front + site.addresses[name], *options], name)
                for _ in range(rounds)
            ]
            figures = {kind: _median(reports, kind) for kind in ENOUGH}
            results[f"{name}, {preset}"] = figures
            print(f"{name:<34}{preset:>9}" + "".join(f"{n:>16}" for n in figures.values()))
            for line in sorted({line for report in reports for line in _faults(report)}):
                print(f"  {line}")
    missed = [
        name
        for name, figures in results.items()
        if any(figures[kind] < least for kind, least in ENOUGH.items())
    ]
    print(f"{ENOUGH}: {'MISSED by ' + '; '.join(missed) if missed else 'kept'}")
    return results


def _report(command: list[str], name: str) -> dict[str, Any]:
    """One run of Lighthouse on a page; tried again where Chromium did not keep up with it."""
    command += [f"--skip-audits={audit}" for audit in UNLISTED.get(name, ())]
    command += [
        "--output=json",
        "--quiet",
        "--ignore-status-code",
        f"--only-categories={','.join(ENOUGH)}",
        f"--chrome-flags={FLAGS}",
    ]
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    # Into a file: on its output, it ends before all has been written.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        command += [f"--output-path={path}"]
        for _ in range(TRIES):
            result = subprocess.run(
                command,
                env=environment,
                capture_output=True,
                text=True,
                timeout=TIMEOUT,
                check=False,
            )
            report: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
            path.unlink(missing_ok=True)
            if report and "runtimeError" not in report:
                return report
    raise SystemExit(f"Lighthouse failed on {name}: {result.stderr[-1000:]}")


def _median(reports: list[dict[str, Any]], kind: str) -> int:
    scores = [report["categories"][kind]["score"] or 0 for report in reports]
    return round(statistics.median(scores) * 100)


def _faults(report: dict[str, Any]) -> Iterator[str]:
    """Each audit that costs points, with its own words."""
    for kind, category in report["categories"].items():
        if round((category["score"] or 0) * 100) >= ENOUGH[kind]:
            continue
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            score = audit["score"]
            if reference["weight"] and score is not None and score < 0.9:
                value = audit.get("displayValue", "")
                yield f"{kind}: {audit['id']}: {audit['title']} {value}".rstrip()
