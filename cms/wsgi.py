"""The WSGI entry point that Granian serves."""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - needs the set-up above

from cms.changes import changes  # noqa: E402
from cms.page_cache import PageCache  # noqa: E402


def settle_down() -> None:
    """Load all that pages are made with, and keep it out of the search for garbage.

    Else every few requests one would wait while Python goes through half a million objects that
    stay for good: measured on the moderators' queue, its slowest twentieth took twice the median.
    """
    get_resolver().url_patterns  # noqa: B018 - asking loads them, and every view with them
    gc.collect()
    gc.freeze()


settle_down()


def tolerant_application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Django's application, after one look at the kind of what was sent.

    Django takes forms in UTF-8 only, and fails outside its own error handling where a request
    claims another `charset`; without the claim it is read as UTF-8, as every browser sends it.
    """
    kind, separator, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    if "charset" in parameters.lower():
        kept = [part for part in parameters.split(";") if "charset" not in part.lower()]
        environ["CONTENT_TYPE"] = separator.join([kind, *kept])
    return django_application(environ, start_response)


page_cache = PageCache(tolerant_application, changes)
# Whoever works on a template sees what it makes now.
application = tolerant_application if settings.DEBUG else page_cache
