"""The rules of ARCHITECTURE.md that a program can check."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import wagtail
from django.template import engines

from tests.settings import ROOT

PACKAGES = ["cms", "home", "blog", "search"]
MOST_LINES = 400
WAGTAIL = Path(wagtail.__file__).parent
NAMELESS = {"utils", "helpers", "common", "core", "services", "managers", "misc", "tools"}
# What each would open, and why nobody here may.
FORBIDDEN = {
    "mark_safe": "text would be taken for HTML",
    "SafeString": "text would be taken for HTML",
    "__html__": "text would be taken for HTML",
    "RawHTMLBlock": "an editor's account would be enough to run scripts",
    "csrf_exempt": "another site could send the form",
    "pickle": "what is read could run",
    "eval": "what is read could run",
    "exec": "what is read could run",
    "RawSQL": "what a person types could become SQL",
}
# The exceptions, each with its reason.
ALLOWED = {
    "csrf_exempt": {
        # RFC 8058: mail programs send it, without a cookie; the secret is in the address.
        "blog/comments/views/following.py": 1,
    },
    "__html__": {
        # JSON inside a script element, with <, > and & escaped: entities would be read as they are.
        "home/templatetags/head_tags.py": 1,
    },
}


def sources(*packages: str) -> list[Path]:
    """Our own Python files, migrations aside."""
    files = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in files if "migrations" not in path.parts)


@cache
def names(path: Path) -> frozenset[str]:
    """Every name, attribute and module that a file mentions."""
    return frozenset(_names(path))


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (node.module or "").split(".") if isinstance(node, ast.ImportFrom) else ()
            for alias in node.names:
                yield from alias.name.split(".")


def templates() -> list[Path]:
    """All templates."""
    return sorted((ROOT / "templates").rglob("*.html"))


def test_imports_run_one_way() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_no_app_imports_the_tests() -> None:
    guilty = [
        path
        for path in sources(*PACKAGES)
        if re.search(r"^\s*(from|import) tests\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert guilty == []


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_no_file_is_too_long(package: str) -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources(package)
    }

    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_no_module_is_a_drawer_for_anything(package: str) -> None:
    guilty = [path for path in sources(package) if {path.stem, path.parent.name} & NAMELESS]

    assert guilty == []


@pytest.mark.parametrize("name", FORBIDDEN)
def test_no_code_opens_a_door(name: str) -> None:
    allowed = ALLOWED.get(name, {})
    guilty = [
        path
        for path in sources(*PACKAGES)
        if name in names(path) and str(path.relative_to(ROOT)) not in allowed
    ]

    assert guilty == [], FORBIDDEN[name]


@pytest.mark.parametrize("name", ALLOWED)
def test_an_exception_is_made_as_often_as_it_was_agreed(name: str) -> None:
    used = {
        file: len(
            re.findall(
                rf"^(?:@|\s+def ){name}\b", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE
            )
        )
        for file in ALLOWED[name]
    }

    assert used == ALLOWED[name]


def test_no_template_takes_text_for_html() -> None:
    # A comment's `body_html` was made by blog.comments.markup, which lets nothing through but what
    # it knows; cut short, its elements are closed.
    stored_html = re.compile(r"\{\{ comment\.body_html(\|truncatewords_html:words)?\|safe \}\}")
    pattern = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")
    texts = {path: stored_html.sub("", path.read_text(encoding="utf-8")) for path in templates()}

    assert [path for path, text in texts.items() if pattern.search(text)] == []


def test_no_public_template_has_a_script_or_a_style_in_itself() -> None:
    pattern = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", re.IGNORECASE)
    # Mails carry their styles with them: nothing may be fetched, and no policy of ours holds there.
    public = [path for path in templates() if not {"admin", "email"} & set(path.parts)]

    assert [path for path in public if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_no_template_gives_a_moment_in_more_digits_than_html_allows() -> None:
    pattern = re.compile(r"""datetime="\{\{[^}]*\|date:["']c["']""")

    assert [path for path in templates() if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_every_template_that_code_names_exists() -> None:
    pattern = re.compile(
        r'"((?:blog|home|search|comments|components)/[\w/]+\.html|\d{3}\w*\.html)"'
    )
    named = {name for path in sources(*PACKAGES) for name in pattern.findall(path.read_text())}

    assert named
    assert [name for name in named if not (ROOT / "templates" / name).exists()] == []


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_template_can_be_read(path: Path) -> None:
    template = engines["django"].get_template(str(path.relative_to(ROOT / "templates")))

    assert template.origin.name == str(path)


def test_every_hook_that_we_register_is_one_that_somebody_calls() -> None:
    registered = re.compile(r'hooks\.register\(\s*"(\w+)"')
    ours = {
        name
        for path in sources(*PACKAGES)
        for name in registered.findall(path.read_text(encoding="utf-8"))
    }
    wagtails = [path for kind in ("py", "html") for path in WAGTAIL.rglob(f"*.{kind}")]
    told = "\n".join(path.read_text(encoding="utf-8") for path in wagtails)

    assert ours
    assert [name for name in sorted(ours) if not re.search(rf"[\"']{name}[\"']", told)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path in sources(*PACKAGES, "tests")
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    pattern = re.compile(r"mark\.(skip|xfail)|pytest\.(skip|xfail|importorskip)\(|@skip")
    files = [path for path in sources("tests") if path != Path(__file__)]

    assert [path for path in files if pattern.search(path.read_text(encoding="utf-8"))] == []
