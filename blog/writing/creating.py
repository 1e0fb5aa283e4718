"""A new page is made once, however often its blank form is sent at the same time.

The editor saves by itself. While that first save was still on its way, pressing “Publish” sent the
same form again: both made a page, under one address, and the second failed. So each blank form
carries a key. Whoever comes second waits for the first and then changes the page that it made.
"""

import uuid
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, PageSubscription

from blog.writing.models import NewPage

KEPT = timedelta(days=2)  # a form that has been open for longer makes a page of its own
ATTEMPTS = 3  # at an address that somebody else takes at the same moment


class CreateOnceView(CreateView):
    """Wagtail's, in one transaction, and once for each form."""

    template_name = "blog/admin/create_once.html"
    parent_page: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form's key: the one that was sent, or a new one."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"new_page_key": self._key() or uuid.uuid4()}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the page, or change the one that was made of this form already."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._make_or_change(request)
            except ValidationError:
                # Its address was free when the form was checked, and is not any more: checked
                # again, a draft gets the next one, and a post that goes live a sentence.
                if attempt == ATTEMPTS:
                    raise
                self._start_anew(request)
        raise AssertionError

    def _make_or_change(self, request: HttpRequest) -> HttpResponse:
        key, who = self._key(), cast("AbstractUser", request.user)
        if key is None or NewPage.objects.filter(key=key).exclude(made_by=who.pk).exists():
            with transaction.atomic():
                return self._make(request)
        try:
            with transaction.atomic():
                # A second one with the same key waits here until the first is done.
                form = NewPage.objects.create(key=key, made_by_id=who.pk)
                response = self._make(request)
                if self.page.pk:
                    form.page = self.page
                    form.save(update_fields=["page"])
                else:
                    form.delete()
                NewPage.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
                return response
        except IntegrityError:
            made = NewPage.objects.filter(key=key, made_by=who.pk).first()
            if made is None or made.page is None:
                raise
            return self._change(request, made.page)

    def _make(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = super().post(request)
        return response

    def _change(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Go on as if the page's own form had been sent.

        The blank form knows nothing of the rows (authors, remarks) that the page has got since, and
        sends all of them as new: so those are left out of the version that is changed.
        """
        if self.expects_json_response:
            # It was the slower of the two, and holds the older text.
            answer: HttpResponse = self.json_error_response("invalid_revision", "")
            return answer
        revision = page.get_latest_revision()
        rows = {row.get_accessor_name() for row in get_all_child_relations(page.specific_class)}
        content = revision.content
        revision.content = content | {name: [] for name in rows & content.keys()}
        revision.save(update_fields=["content"])
        changed: HttpResponse = EditView.as_view()(request, page.pk)
        return changed

    def _start_anew(self, request: HttpRequest) -> None:
        self.page = self.page_class(owner=request.user)
        self.page.locale = self.parent_page.locale
        self.parent_page = Page.objects.get(pk=self.parent_page.pk).specific
        self.subscription = PageSubscription(
            page=self.page, user=request.user, comment_notifications=True
        )

    def _key(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.request.POST.get("new-page-key", ""))
        except ValueError:
            return None
