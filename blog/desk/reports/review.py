"""Posts that somebody should read again: is it all still true?"""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet

from blog.desk.reports.report import DeskReport
from blog.desk.reviewing import mark_reviewed
from blog.models import BlogPostPage

SOON = timedelta(days=90)


class DueFilters(WagtailFilterSet):
    """Which posts: those that are due, or more; everybody's, or only mine."""

    when = django_filters.ChoiceFilter(
        label=_("Due"),
        method="until",
        empty_label=_("Now"),
        choices=[("soon", _("Within three months")), ("ever", _("At any time"))],
        widget=forms.RadioSelect,
    )
    mine = django_filters.ChoiceFilter(
        label=_("Whose"),
        method="of",
        empty_label=_("Everybody's"),
        choices=[("yes", _("Mine"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = BlogPostPage
        fields: list[str] = []

    def until(self, posts: Any, name: str, value: str) -> Any:
        """Handled by the view, which has to know when nothing is chosen, too."""
        return posts

    def of(self, posts: Any, name: str, value: str) -> Any:
        """Posts that whoever asks began."""
        return posts.filter(owner=self.request.user)


class DueForReview(DeskReport):
    """The posts by the day from which they are due, with a button for each."""

    place = "review"
    page_title = _("Posts to read again")
    explanation = _(
        "Read each post again as a reader would. If it is still true, press “Still true”: it comes"
        " up again in a year. If not, open it and put it right, or take it off the site."
    )
    header_icon = "history"
    model = BlogPostPage
    filterset_class = DueFilters
    results_template_name = "desk/reports/review.html"
    headings = [_("Post"), _("Due"), _("Begun by"), _("What to do")]
    index_url_name = "desk_review"
    index_results_url_name = "desk_review_results"
    list_export = ["title", "due_on", "owner", "full_url"]
    export_headings = {
        "title": _("Title"),
        "due_on": _("Due"),
        "owner": _("Begun by"),
        "full_url": _("Address"),
    }

    def to_row_dict(self, item: BlogPostPage) -> dict[str, Any]:
        """A post that was imported was begun by nobody."""
        owner = item.owner.get_full_name() or item.owner.get_username() if item.owner else ""
        return {
            "title": item.title,
            "due_on": item.due_on,
            "owner": owner,
            "full_url": item.full_url,
        }

    def get_queryset(self) -> Any:
        """Live posts that whoever asks may change."""
        mine = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        posts = BlogPostPage.objects.live().with_due_on().filter(pk__in=mine.values("pk"))
        return posts.select_related("owner").defer_streamfields().order_by("due_on", "pk")

    def filter_queryset(self, queryset: Any) -> Any:
        """Those that are due now, unless others were asked for."""
        found = super().filter_queryset(queryset)
        chosen = self.filters.form.cleaned_data.get("when") if self.filters.is_valid() else ""
        if chosen == "ever":
            return found.filter(due_on__isnull=False)
        until = timezone.localdate() + (SOON if chosen == "soon" else timedelta())
        return found.filter(due_on__lte=until)


@require_POST
def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody read the post, and it is still true."""
    post = get_object_or_404(BlogPostPage, pk=pk)
    if not post.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    day = mark_reviewed(post=post, by=request.user)
    messages.success(
        request,
        _now("“%(title)s” is due again on %(day)s.")
        % {"title": post.title, "day": date_format(day)},
    )
    back = request.POST.get("next", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "desk_review")
