"""A real mail server on loopback, and how tests read what it was handed."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

PATIENCE = 20  # seconds
# aiosmtpd writes every command, and so every address, into its log.
logging.getLogger("mail.log").setLevel(logging.WARNING)
LINK = re.compile(r"https?://[^\s<>\"]+")


class MailServer(Controller):
    """Takes every mail as an SMTP server does, and keeps it; can be down, or refuse an address."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.sources: list[str] = []  # the same, as they came over the wire
        self.refused: set[str] = set()  # addresses that are answered with 550
        # Run while the sender of each mail waits: for what happens meanwhile.
        self.meanwhile: Callable[[], Any] = lambda: None
        super().__init__(self, hostname="127.0.0.1", port=0, server_hostname="localhost")

    def _trigger_server(self) -> None:
        """Learn the port that the system chose; aiosmtpd knocks at it next."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def go_down(self) -> None:
        """Take no connections any more; safe to repeat."""
        if self._thread is not None:
            self.stop()

    def come_up(self) -> None:
        """Be there again, under the same address."""
        self.loop = asyncio.new_event_loop()
        self.start()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take an address, unless the test wants it refused."""
        if address in self.refused:
            return f"550 5.1.1 <{address}> is not known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Session, envelope: Envelope
    ) -> str:
        """Keep a mail, with the addresses of its envelope in X-To."""
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-To"] = ", ".join(envelope.rcpt_tos)
        self.meanwhile()
        self.sources.append(envelope.content.decode("ascii"))
        self.messages.append(message)
        return "250 OK"

    @property
    def mailer(self) -> dict[str, Any]:
        """The entry of Django's MAILERS that sends to this server."""
        options = {"host": self.hostname, "port": self.port, "timeout": 5}
        return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}

    @property
    def url(self) -> str:
        """The value of EMAIL_URL for a process that sends to this server."""
        return f"smtp://{self.hostname}:{self.port}"

    def pause(self) -> tuple[Event, Event]:
        """The next mail waits on arrival, which sets the first event, until the second is set."""
        arrived, go_on = Event(), Event()
        self.meanwhile = lambda: (arrived.set(), go_on.wait(5))
        return arrived, go_on

    def to(self, address: str) -> list[EmailMessage]:
        """The mails that were handed over for an address, in their order."""
        return [message for message in list(self.messages) if message["X-To"] == address]

    def wait_for(self, count: int = 1, address: str = "") -> list[EmailMessage]:
        """All mails (to an address), once there are so many; fails after twenty seconds."""
        until, pause = time.monotonic() + PATIENCE, Event()
        while True:
            found = self.to(address) if address else list(self.messages)
            if len(found) >= count:
                return found
            assert time.monotonic() < until, f"{len(found)} mails came, not {count}"
            pause.wait(0.02)


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail, with plain line breaks."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    """The HTML of a mail."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def links_in(message: EmailMessage) -> list[str]:
    """Every address in the plain text of a mail."""
    return LINK.findall(text_of(message))


def link_in(message: EmailMessage, part: str) -> str:
    """The one address in a mail that has this in it, such as "/comments/confirm/"."""
    found = [link for link in links_in(message) if part in link]
    assert len(found) == 1, f"{len(found)} links with {part} among {links_in(message)}"
    return found[0]
