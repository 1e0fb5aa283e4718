"""Reporting a comment over HTTP: a page with the house rules to choose from, and one button."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from blog.comments import rates, reports
from blog.comments.models import Comment, HouseRules, WorkingHours
from blog.comments.reports import NotReportable, ReportForm
from blog.comments.views.public import MAX_ID, public_comment, public_page

UNPROCESSABLE = 422
TOO_MANY = 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Ask what is wrong with a comment, and with POST tell the moderators."""
    is_sent = request.method == "POST"
    comment = _once_public(comment_id) if is_sent else public_comment(comment_id)
    address = request.META.get("REMOTE_ADDR") or None
    form = ReportForm(request.POST if is_sent else None, rules=HouseRules.current())
    if why := reports.why_not(comment, writer=request.user, ip_address=address):
        return _page(request, comment, refusal=why, code=UNPROCESSABLE if is_sent else 200)
    if not form.is_valid():
        return _page(request, comment, form=form, code=UNPROCESSABLE if is_sent else 200)
    if seconds := rates.check(action="report", writer=request.user, ip_address=address):
        return _put_off(request, comment, form, seconds)
    try:
        outcome = reports.report(
            comment=comment,
            writer=request.user,
            ip_address=address,
            rule=form.rule,
            why=form.cleaned_data["why"],
        )
    except NotReportable as sentence:
        return _page(request, comment, refusal=str(sentence), code=UNPROCESSABLE, is_gone=True)
    context = {
        "comment": comment,
        "page": comment.page,
        "outcome": outcome,
        "hours": WorkingHours.current().moderation_hours,
    }
    return render(request, "comments/reported.html", context)


def _once_public(comment_id: int) -> Comment:
    """A comment that a form may have been opened for: readers see it, or did so until just now."""
    if comment_id > MAX_ID:
        raise Http404
    seen = Comment.objects.in_threads().select_related("user", "page")
    comment: Comment = get_object_or_404(seen, pk=comment_id)
    comment.page = public_page(comment.page_id)
    return comment


def _put_off(
    request: HttpRequest, comment: Comment, form: ReportForm, seconds: int
) -> HttpResponse:
    sentence = _("That were many reports in a short time. You can send this one in %(span)s.")
    form.add_error(None, sentence % {"span": rates.span(seconds)})
    response = _page(request, comment, form=form, code=TOO_MANY)
    response.headers["Retry-After"] = str(seconds)
    return response


def _page(request: HttpRequest, comment: Comment, *, code: int, **more: Any) -> HttpResponse:
    """The form, or a `refusal`. What readers cannot see any more is not cited."""
    context = {
        "comment": comment,
        "page": comment.page,
        "is_gone": not comment.is_published,
        **more,
    }
    return render(request, "comments/report.html", context, status=code)
