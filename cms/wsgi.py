"""The WSGI entry point that Granian serves."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's application, after one look at the kind of what was sent.

    Django takes forms in UTF-8 only, and fails outside its own error handling where a request
    claims another `charset`; without the claim it is read as UTF-8, as every browser sends it.
    """
    kind, separator, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    if "charset" in parameters.lower():
        kept = [part for part in parameters.split(";") if "charset" not in part.lower()]
        environ["CONTENT_TYPE"] = separator.join([kind, *kept])
    return django_application(environ, start_response)
