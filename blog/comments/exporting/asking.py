"""Who may have which export, and the record of it: the one door for the command and the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page, Site

from blog.comments.exporting.rows import Export
from blog.comments.models import Commentable
from blog.comments.policy import Writer

LOGGED = {
    "export": (gettext_lazy("Export comments"), gettext_lazy("Comments exported without names")),
    "export_names": (
        gettext_lazy("Export comments with names"),
        gettext_lazy("Comments exported with names"),
    ),
}


class NoExport(Exception):
    """There is no such export; the text is a sentence that says why."""


def begin(*, page: Page | None, with_names: bool, by: Writer | None) -> Export:
    """An export of one page's comments, or of all, which stands in Wagtail's log from now on.

    `by` is None for whoever has the server, who needs no right to what has no names. Raises
    PermissionDenied, and NoExport for what not everybody may read without names.
    """
    needed = ["comments.export_comments"] + (["comments.export_names"] if with_names else [])
    if by is None and with_names:
        raise PermissionDenied(_("With names, it has to be on record who exports."))
    if by is not None and not by.has_perms(needed):
        raise PermissionDenied(_("This account may not export that."))
    if page is not None and not isinstance(page.specific, Commentable):
        raise NoExport(_("This page has no discussion."))
    if page is not None and not with_names and not _is_readable(page):
        raise NoExport(
            _("Not everybody may read this post, so its comments are exported only with names.")
        )
    if by is not None:
        _log(page, with_names=with_names, by=by)
    return Export(page=page, with_names=with_names)


def find_page(text: str) -> Page:
    """The page with a discussion that has this slug, or this address. Raises NoExport."""
    slug = text.strip("/").rpartition("/")[2]
    found = [page for page in Page.objects.filter(slug=slug).specific() if _is_meant(page, text)]
    if not found:
        raise NoExport(_("There is no post with the address “%(slug)s”.") % {"slug": text})
    if len(found) > 1:
        addresses = ", ".join(str(page.url) for page in found)
        raise NoExport(
            _("Several posts have the address “%(slug)s”. Please give one of: %(addresses)s")
            % {"slug": text, "addresses": addresses}
        )
    return found[0]


def _is_meant(page: Any, text: str) -> bool:
    is_an_address = "/" in text.strip("/") or text.startswith("/")
    return (not is_an_address or page.url == text) and isinstance(page, Commentable)


def _is_readable(page: Page) -> bool:
    return bool(Page.objects.live().public().filter(pk=page.pk).exists())


def _log(page: Page | None, *, with_names: bool, by: Writer) -> None:
    """Who, when, and of what: on the page's own history, or the site's."""
    subject = page.specific if page else Site.objects.order_by("-is_default_site").first()
    log(
        instance=subject,
        action="comments.export_names" if with_names else "comments.export",
        user=by,
        title=page.title if page else _("The comments of all posts"),
    )
