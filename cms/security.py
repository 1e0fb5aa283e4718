"""What every response says to the browser about what it may do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.utils.csp import build_policy

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb")
)


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
        # A preview is made by a request of its own, for the page's public address, inside the
        # editor's request; it is shown in a frame of the editor.
        is_admin = request.path.startswith("/admin/") or getattr(request, "is_preview", False)
        policy = settings.ADMIN_CSP if is_admin else settings.PUBLIC_CSP
        headers = {
            "Content-Security-Policy": build_policy(policy, get_nonce(request)),
            "Permissions-Policy": PERMISSIONS_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
