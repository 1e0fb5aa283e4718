"""What every response says to the browser about what it may do."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.utils.csp import build_policy

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb")
)


class TrustedProxyMiddleware:
    """Believes what a proxy says of a request, if the proxy is one of TRUSTED_PROXIES.

    Then the reader's address is the last one of X-Forwarded-For that is no trusted proxy's; from
    anybody else, the headers that only a proxy may set are dropped.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, as coming from where it came from."""
        if request.META.get("REMOTE_ADDR") not in settings.TRUSTED_PROXIES:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
            return self.get_response(request)
        claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        for address in reversed([part.strip() for part in claimed]):
            if address in settings.TRUSTED_PROXIES:
                continue
            if is_address(address):
                request.META["REMOTE_ADDR"] = address
            break
        return self.get_response(request)


def is_address(text: str) -> bool:
    """Whether the text is an IP address, of either version."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class ResponsePolicyMiddleware:
    """Sets the Content Security Policy and its companions, unless the view has set its own.

    Two policies: a strict one for what the public sees, without inline script or style, and one
    that Wagtail's admin can live with. An HTTP header of the view always wins.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and add the headers that the answer lacks."""
        response = self.get_response(request)
        policy = settings.PUBLIC_CSP
        # A preview is made by a request of its own, for the page's public address, inside the
        # editor's request; it is shown in a frame of the editor.
        if getattr(request, "is_preview", False):
            policy = settings.PREVIEW_CSP
        elif request.path.startswith("/admin/"):
            policy = settings.ADMIN_CSP
        headers = {
            "Content-Security-Policy": build_policy(policy, get_nonce(request)),
            "Permissions-Policy": PERMISSIONS_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
