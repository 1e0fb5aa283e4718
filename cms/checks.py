"""What `check --deploy` asks of an installation beyond Django's own questions."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def check_proxy_is_named(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """HTTPS ends at a server in front; unless it is believed, each request is sent back to it."""
    if settings.SITE_URL.startswith("https:") and not settings.TRUSTED_PROXIES:
        return [
            checks.Warning(
                "SITE_URL is https, but TRUSTED_PROXIES is empty: every request would be"
                " redirected for ever.",
                hint="Name the address of the server in front that ends HTTPS, such as 127.0.0.1.",
                id="hustings.W001",
            )
        ]
    return []


@checks.register(checks.Tags.security, deploy=True)
def check_mail_is_sent(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Mail that is printed reaches nobody: not who forgot a password, nor who comments."""
    if "console" in settings.MAILERS["default"]["BACKEND"]:
        return [
            checks.Warning(
                "EMAIL_URL is “console:”, so mail is printed and never sent: nobody can reset a"
                " password or follow a discussion, and guests’ comments are held for a moderator"
                " instead of being confirmed by their writers.",
                hint="Name a mail server: smtp://user:password@mail.example.org:587?tls=1",
                id="hustings.W002",
            )
        ]
    return []
