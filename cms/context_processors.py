"""What every template may rely on."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """`maybe_signed_in`: whether a session cookie came along, without looking at the session.

    Looking would make the page vary on the cookie and shut caches out (Django's
    SessionMiddleware adds `Vary: Cookie` as soon as the session is touched).
    `mail_is_delivered`: whether anything may be offered that needs mail.
    """
    return {
        "maybe_signed_in": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "SITE_URL": settings.SITE_URL,
        "mail_is_delivered": settings.MAIL_IS_DELIVERED,
    }
