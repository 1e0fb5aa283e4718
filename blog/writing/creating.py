"""A new page is made once, however often its blank form is sent at the same time.

The editor saves by itself. While that first save was still on its way, pressing “Publish” sent the
same form again: both made a page, under one address, and the second failed. So each blank form
carries a key. Whoever comes second waits for the first and then changes the draft that it made; but
nothing that was written, reviewed, scheduled or published since.
"""

import uuid
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from modelcluster.models import get_all_child_relations
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, PageSubscription

from blog.writing.models import NewPage

KEPT = timedelta(days=2)  # a form that has been open for longer makes a page of its own
ATTEMPTS = 3  # at an address that somebody else takes at the same moment


WENT_ON = _lazy(
    "Nothing was saved now: this form became “%(title)s” before, and that has been changed, handed"
    " in, locked, scheduled or published since. What you typed is still here. Please open that one,"
    " and take over there what you need."
)


def _went_on(page: Page, form: NewPage) -> bool:
    """Whether a page is more by now than the draft that its blank form made."""
    is_as_made = page.get_latest_revision().created_at == form.version_at
    is_held = page.get_lock() is not None or page.current_workflow_state is not None
    return bool(page.live or is_held or not is_as_made)


class ChangeView(EditView):
    """Wagtail's, for a blank form that became a page: it sends all rows (authors, tags) as new."""

    def get_object(self) -> Any:
        """The newest version without its rows; what is stored stays, unless the form is saved."""
        stored = self.latest_revision
        rows = {row.get_accessor_name() for row in get_all_child_relations(self.page_class)}
        content = stored.content | {name: [] for name in rows & stored.content.keys()}
        return stored.content_object.with_content_json(content)


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
                    form.version_at = self.page.get_latest_revision().created_at
                    form.save(update_fields=["page", "version_at"])
                else:
                    form.delete()
                NewPage.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
                return response
        except IntegrityError:
            made = NewPage.objects.filter(key=key, made_by=who.pk).first()
            if made is None or made.page is None:
                raise
            return self._change(request, made.key)

    def _make(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = super().post(request)
        return response

    def _change(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        """Go on as if the page's own form had been sent, while it is what this form made of it."""
        if self.expects_json_response:
            # It was the slower of the two, and holds the older text.
            answer: HttpResponse = self.json_error_response("invalid_revision", "")
            return answer
        with transaction.atomic():
            form = NewPage.objects.select_for_update().get(key=key)
            page = Page.objects.select_for_update().get(pk=form.page_id)
            if _went_on(page, form):
                return self._refuse(request, page)
            changed: HttpResponse = ChangeView.as_view()(request, page.pk)
            form.version_at = Page.objects.get(pk=page.pk).get_latest_revision().created_at
            form.save(update_fields=["version_at"])
            return changed

    def _refuse(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Show what was typed once more, and where the page is."""
        edit = reverse(self.edit_url_name, args=[page.pk])
        title = page.get_latest_revision().object_str
        button = messages.button(edit, _("Open it"), new_window=True)
        messages.error(request, WENT_ON % {"title": title}, buttons=[button])
        self.form = self.form_class(
            request.POST,
            request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent_page,
            for_user=request.user,
        )
        self.form.defer_required_fields()
        self.form.full_clean()
        self.form.restore_required_fields()
        self.has_unsaved_changes = True
        shown: HttpResponse = self.render_to_response(self.get_context_data())
        return shown

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
