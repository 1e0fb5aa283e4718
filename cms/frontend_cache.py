"""Telling an HTTP cache in front that a page has changed: FRONTEND_CACHE_URL.

Such a cache asks anew after a second as it is (`cms.page_cache`). Told, it also forgets what it
would show while the site does not answer.
"""

import logging
from functools import partial
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.db import transaction
from wagtail.contrib.frontend_cache.backends.base import BaseBackend
from wagtail.contrib.frontend_cache.backends.http import PurgeRequest
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Page

logger = logging.getLogger(__name__)
TIMEOUT = 3  # seconds


class Backend(BaseBackend):
    """Wagtail's `HTTPBackend`, which waits for ever where the cache does not answer."""

    def __init__(self, params: dict[str, object]) -> None:
        super().__init__(params)
        self.location = str(params["LOCATION"]).rstrip("/")

    def purge(self, url: str) -> None:
        """Have the cache forget this address; a cache that fails is a line in the log."""
        parts = urlsplit(url)
        path = parts._replace(scheme="", netloc="").geturl()
        request = PurgeRequest(f"{self.location}{path}", headers={"Host": parts.netloc})
        try:
            urlopen(request, timeout=TIMEOUT).close()  # noqa: S310 - http or https, by the settings
        except HTTPError as error:
            if error.code != HTTPStatus.NOT_FOUND:  # it did not have it
                logger.warning("The HTTP cache did not forget a page: status %s.", error.code)
        except (URLError, OSError) as error:
            logger.warning("The HTTP cache does not answer, and may show what is old: %s", error)


def purge(page: Page) -> None:
    """After the commit, have the cache forget a page and those above it; nothing without one."""
    if settings.WAGTAILFRONTENDCACHE:
        transaction.on_commit(partial(_purge, page.pk))


def _purge(page_id: int) -> None:
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return
    batch = PurgeBatch()
    batch.add_pages(page.get_ancestors(inclusive=True).filter(depth__gt=1))
    batch.purge()
