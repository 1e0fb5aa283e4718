"""Asking somebody else's server whether a page is still there, without being led astray.

An editor's link is an address that a stranger chose: it may lead to this machine's own network.
requests-hardened looks a name up once, refuses addresses that are not public and connects to the
very address that it looked at, so that a name cannot answer differently the second time. Redirects
are followed here, one by one, each through the same door.
"""

import ipaddress
import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter

from blog.links.models import Problem

CONNECT_SECONDS, READ_SECONDS = 5, 10  # of silence
SECONDS_IN_ALL = 30  # a server that sends a byte now and then would otherwise hold us for hours
MOST_HOPS = 5
MOST_BYTES = 64 * 1024  # of a page that will not answer HEAD; read, counted and thrown away
# They tell a program to go away, and a person's browser may well get the page.
NOT_FOR_PROGRAMS = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
}
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
# What requests-hardened takes for public, and may lead to this machine or its network.
MORE_THAT_IS_INSIDE = [
    ipaddress.ip_network("::/96"),  # IPv4 in IPv6, as it was first done (RFC 4291, 2.5.5.1)
    ipaddress.ip_network("::ffff:0:0:0/96"),  # IPv4 translated (RFC 2765)
    ipaddress.ip_network("fec0::/10"),  # site-local, before there was fc00::/7 (RFC 3879)
    ipaddress.ip_network("168.63.129.16/32"),  # Azure's own services, from within a machine there
]


@dataclass(frozen=True)
class Answer:
    """What was found at an address: HTTP's status, or None where there was no answer."""

    problem: Problem
    status: int | None = None


class Astray(Exception):
    """The address leads round in circles, or to where nobody should be sent."""


class OutsideOnly(IPFilterAdapter):
    """requests-hardened's connections, and none to `MORE_THAT_IS_INSIDE`."""

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        """As the library's, where "host" is the very address that is connected to."""
        host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
        address = ipaddress.ip_address(host["host"].strip("[]"))
        if not address.is_loopback and any(address in inside for inside in MORE_THAT_IS_INSIDE):
            raise InvalidIPAddress(address)
        return host, pool


def ask(url: str, *, allow_loopback: bool = False) -> Answer:
    """What is at the address, after at most `SECONDS_IN_ALL`. Never raises for what it finds.

    `allow_loopback` is for tests, whose servers are on this machine.
    """
    answers: list[Answer] = []
    asking = threading.Thread(
        target=lambda: answers.append(_ask(url, allow_loopback)), name="check-link", daemon=True
    )
    asking.start()
    asking.join(SECONDS_IN_ALL)
    # The thread ends with the connection, or with the program.
    return answers[0] if answers else Answer(Problem.UNREACHABLE)


def _ask(url: str, allow_loopback: bool) -> Answer:
    try:
        with _session(allow_loopback) as session:
            status = _follow(session, "HEAD", url)
            # Some servers answer HEAD with an error, or not for what they have: so ask properly.
            if status >= HTTPStatus.BAD_REQUEST:
                status = _follow(session, "GET", url)
    except (Astray, InvalidIPAddress, requests.exceptions.InvalidURL):
        return Answer(Problem.ASTRAY)
    except requests.exceptions.SSLError:
        return Answer(Problem.INSECURE)
    except (requests.RequestException, OSError, ValueError):
        return Answer(Problem.UNREACHABLE)
    return Answer(_problem(status), status)


def _problem(status: int) -> Problem:
    if status < HTTPStatus.BAD_REQUEST:
        return Problem.NONE
    if status in GONE:
        return Problem.GONE
    return Problem.UNKNOWN if status in NOT_FOR_PROGRAMS else Problem.BROKEN


def _session(allow_loopback: bool) -> HTTPSession:
    session = HTTPSession(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=allow_loopback,
            never_redirect=True,
            default_timeout=(CONNECT_SECONDS, READ_SECONDS),
            user_agent_override=f"Hustings link check (+{settings.SITE_URL})",
        )
    )
    for scheme in ("http", "https"):
        adapter = OutsideOnly(is_https_proto=scheme == "https", allow_loopback=allow_loopback)
        session.mount(f"{scheme}://", adapter)
    session.trust_env = False  # no proxy and no password of this machine's
    session.headers["Accept"] = "*/*"
    return session


def _follow(session: HTTPSession, method: str, url: str) -> int:
    """The status at the end of the way. Raises Astray where the way has no end."""
    for _hop in range(MOST_HOPS + 1):
        if urlsplit(url).scheme not in {"http", "https"}:
            raise Astray
        session.cookies.clear()
        with session.request(method, url, stream=True) as answer:
            if not answer.is_redirect:
                if method == "GET":
                    answer.raw.read(MOST_BYTES)
                return answer.status_code
            url = urljoin(url, answer.headers["Location"])
    raise Astray
