"""What holds for every page whose address only one person was given."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def secret_address(view: View) -> View:
    """A view that no cache keeps, and whose address no other site is told.

    Not by “no-referrer”: with that, browsers send a form with “Origin: null”
    (https://fetch.spec.whatwg.org/#append-a-request-origin-header), which Django's check for
    forged requests refuses. “strict-origin” tells the site's name, to everybody, and no path.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return never_cache(answer)
