"""Advice on a page as the database or the editor's form holds it, and how it is told."""

import re
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.writing.advice import Finding, advise, is_english
from blog.writing.models import WritingSettings

IN_A_MESSAGE = 3  # findings; the rest stands in the editor


def findings_for(page: Any) -> list[Finding]:
    """What is missing before the page can go live, and what might be looked at."""
    missing = [
        Finding("missing", field, str(sentence), is_barrier=True)
        for field, sentence in page.what_is_missing().items()
    ]
    return missing + advise(
        title=page.title or "",
        introduction=page.introduction or "",
        body=page.body or [],
        language=settings.LANGUAGE_CODE,
        known_abbreviations=re.findall(r"[^\s,;]+", WritingSettings.current().known_abbreviations),
    )


def context_of(page: Any) -> dict[str, Any]:
    """What the template of the advice shows."""
    findings = findings_for(page)
    return {
        "findings": findings,
        "summary": summary(findings),
        "is_english": is_english(settings.LANGUAGE_CODE),
    }


def summary(findings: list[Finding]) -> str:
    """How many there are, in words."""
    if not findings:
        return _("Nothing to point out.")
    sentence = ngettext("%(count)d thing to look at", "%(count)d things to look at", len(findings))
    return sentence % {"count": len(findings)}


def message(page: Any, findings: list[Finding]) -> str:
    """What is said after publishing: a few of the findings, and how many more there are."""
    told = " ".join(finding.sentence for finding in findings[:IN_A_MESSAGE])
    more = len(findings) - IN_A_MESSAGE
    rest = ngettext("And %(count)d more.", "And %(count)d more.", more) if more > 0 else ""
    return " ".join(
        [
            _("What you might still look at in “%(title)s”:") % {"title": page.title},
            told,
            rest % {"count": more} if rest else "",
        ]
    ).strip()
