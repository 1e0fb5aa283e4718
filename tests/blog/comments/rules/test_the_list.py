"""The list of rules is whole: each has a test that is there."""

import ast
from pathlib import Path

from tests.blog.comments.rules import CHAPTERS, results_by_rule
from tests.settings import ROOT


def _tests_that_are_there() -> set[str]:
    """All tests of the suite, as "file::function"."""
    return {
        f"{path.stem}::{node.name}"
        for path in Path(ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_rule_has_a_test() -> None:
    there = _tests_that_are_there()

    assert [
        f"{trap}: {name}"
        for rules in CHAPTERS.values()
        for trap, tests in rules.items()
        for name in tests or ["nothing"]
        if name not in there
    ] == []


def test_a_rule_counts_as_tested_when_all_of_its_tests_passed() -> None:
    (trap, names) = next(pair for pair in CHAPTERS["Threads"].items() if len(pair[1]) > 1)

    assert results_by_rule(set(names), set()) == {f"Threads: {trap}": True}
    assert results_by_rule({names[0]}, set()) == {f"Threads: {trap}": False}
    assert results_by_rule(set(names), {names[0]}) == {f"Threads: {trap}": False}
    assert results_by_rule(set(), set()) == {}
