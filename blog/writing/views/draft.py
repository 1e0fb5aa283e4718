"""What somebody without an account sees at a link to a draft."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.csp import build_policy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from blog.writing import draft_links
from blog.writing.pages import Written


@never_cache
@require_safe
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """The latest draft, to read and nothing else; 410 with a sentence where the link has ended."""
    link = draft_links.find(token)
    if link is None:
        raise Http404
    if not link.works:
        response = render(request, "blog/draft_link_ended.html", status=410)
    else:
        page: Any = link.page.get_latest_revision_as_object()
        if not isinstance(page, Written):
            raise Http404
        response = _read(request, page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # No form is on the page, so nothing needs even the site's name.
    response.headers["Referrer-Policy"] = "no-referrer"
    # As a public page: a draft is rendered like a preview, which would get a laxer policy.
    policy = build_policy(settings.PUBLIC_CSP, get_nonce(request))
    response.headers["Content-Security-Policy"] = policy
    return response


def _read(request: HttpRequest, page: Any) -> HttpResponse:
    # What a page does for a preview it does here: its tags and authors are the draft's.
    request.is_preview = True  # type: ignore[attr-defined]
    context = page.get_context(request)
    context |= {
        "canonical_url": page.full_url,  # never the secret one
        "is_published": page.live and not page.has_unpublished_changes,
    }
    return TemplateResponse(request, page.draft_template, context).render()
