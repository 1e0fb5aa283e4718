"""The one door through which every mail about comments goes out.

Behind it nobody gets more than a number of mails a day, nor any mail who wants none.
"""

import logging
import smtplib
import socket
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.policy import default as default_policy
from email.utils import make_msgid
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.template.loader import render_to_string
from django.utils import translation

from blog.comments.models import Recipient, mailbox_hash

logger = logging.getLogger(__name__)

MOST_IN_SUBJECT = 150  # characters
MOST_FAILURES = 3  # in a row: then the mail server is left alone for this time


class Outcome(Enum):
    """What became of a mail."""

    SENT = "sent"
    NOTHING_TO_SAY = "nothing to say"  # when it came to writing it
    NOT_ALLOWED = "not allowed"  # enough for today, or the person wants none
    REFUSED = "refused"  # there is no such address
    FAILED = "failed"  # it did not arrive; worth another try
    UNSURE = "unsure"  # the connection broke: it may have arrived


@dataclass
class Round:
    """How many mails one round sent, and how many of them the server did not take."""

    sent: int = 0
    failed: int = 0
    in_a_row: int = 0  # failures since the last mail that was sent

    def count(self, outcome: Outcome) -> None:
        """Take what became of the next mail into account."""
        if outcome == Outcome.SENT:
            self.sent, self.in_a_row = self.sent + 1, 0
        elif outcome in {Outcome.FAILED, Outcome.UNSURE}:
            self.failed, self.in_a_row = self.failed + 1, self.in_a_row + 1

    @property
    def is_over(self) -> bool:
        """Whether the server is better left alone for now."""
        return self.in_a_row >= MOST_FAILURES


class _WholeHeader(UnstructuredHeader, BaseHeader):
    """A header on one line: folded, an address of more than 78 characters would be encoded."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("List-Unsubscribe", _WholeHeader)


class _Mail(EmailMultiAlternatives):
    def message(self, *, policy: Any = default_policy) -> EmailMessage:
        return super().message(policy=policy.clone(header_factory=_headers))


def post(
    name: str,
    *,
    to: str,
    write: Callable[[], dict[str, Any] | None],
    headers: Mapping[str, str] | None = None,
) -> Outcome:
    """Send the mail whose templates are in `templates/email/<name>/`, if it may be sent.

    `write` gives the templates' context, and is only asked once it is certain that a mail may go:
    it may make a link that replaces an earlier one. None: there is nothing to say any more.
    """
    mailbox = mailbox_hash(to)
    if not to or not Recipient.objects.take_one(mailbox):
        return Outcome.NOT_ALLOWED
    context = write()
    if context is None:
        Recipient.objects.give_one_back(mailbox)
        return Outcome.NOTHING_TO_SAY
    try:
        mailers.default.send_messages([_mail(name, to, context, headers or {})])
    except (OSError, ValueError) as error:
        outcome = _outcome(error)
        # Nothing of the error itself: mail servers repeat the address in it.
        code = getattr(error, "smtp_code", "")
        logger.warning(
            "A mail (%s) was not sent: %s, %s %s", name, outcome.value, type(error).__name__, code
        )
        if outcome != Outcome.UNSURE:
            Recipient.objects.give_one_back(mailbox)
        return outcome
    return Outcome.SENT


def _outcome(error: OSError | ValueError) -> Outcome:
    """What an error says of the mail; the server's permanent answers begin with 5 (RFC 5321)."""
    if isinstance(error, ValueError):  # Django takes it for no address at all
        return Outcome.REFUSED
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _answer in error.recipients.values()}
        return Outcome.REFUSED if min(codes) >= 500 else Outcome.FAILED
    certain = (smtplib.SMTPResponseException, ConnectionRefusedError, socket.gaierror)
    return Outcome.FAILED if isinstance(error, certain) else Outcome.UNSURE


def _mail(name: str, to: str, context: dict[str, Any], headers: Mapping[str, str]) -> _Mail:
    host = urlsplit(settings.SITE_URL).hostname or ""
    # A worker has whatever language the last request had.
    with translation.override(settings.LANGUAGE_CODE):
        subject, text, html = (
            render_to_string(f"email/{name}/{part}", context)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    mail = _Mail(
        subject=one_line(subject)[:MOST_IN_SUBJECT],
        body=text.strip() + "\n",
        to=[to],
        headers={
            "Message-ID": make_msgid(domain=host),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notices, please
            "List-Id": f"<comments.{host}>",
            **headers,
        },
    )
    mail.attach_alternative(html.strip(), "text/html")
    return mail


def one_line(text: str) -> str:
    """The text without line breaks, control characters and space to no purpose."""
    kept = [" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text]
    return " ".join("".join(kept).split())
