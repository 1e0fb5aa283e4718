"""The buttons beside a comment: the same beside each but for its number."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.html import format_html

from blog.comments.models import HouseRules


class Buttons:
    """The buttons of one page of the desk, each rendered once however many comments have it.

    With a button for each house rule in each row, their templates were most of what a page cost.
    """

    def __init__(self, rules: HouseRules | None) -> None:
        self._rules = rules
        # Where the comment's number goes; nobody who writes a rule can know it.
        self._place = get_random_string(24)
        self._patterns: dict[tuple[str, str, bool], str] = {}

    def decision(self, name: str, label: Promise | str, has_rule: bool, comment_id: str) -> str:
        """The safe HTML of a decision's button, or of a button for each rule, about one comment."""
        key = ("decision", name, has_rule)
        if key not in self._patterns:
            self._patterns[key] = self._pattern(
                "comments/admin/decision.html",
                name=name,
                label=label,
                has_rule=has_rule,
                field="one",
                value=f"{name}:{self._place}",
                rules=self._rules,
            )
        return format_html(self._patterns[key], comment_id)

    def panel(self, name: str, is_asked: bool, comment_id: str) -> str:
        """The safe HTML of the link to a panel; `is_asked`: a colleague waits for an answer."""
        key = ("panel", name, is_asked)
        if key not in self._patterns:
            template = "comments/admin/panel_link.html"
            self._patterns[key] = self._pattern(template, panel=name, is_asked=is_asked)
        return format_html(self._patterns[key], comment_id)

    def _pattern(self, template: str, **context: Any) -> str:
        """The HTML as a pattern of `format_html`, in which only the comment's number is open."""
        html = render_to_string(template, {**context, "id": self._place})
        return html.strip().replace("{", "{{").replace("}", "}}").replace(self._place, "{0}")
