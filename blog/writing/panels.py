"""Parts of the post's editor that are no fields: links to the draft, and advice on the text."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from blog.writing.advising import context_of
from blog.writing.models import DraftLink


class DraftLinksPanel(Panel):
    """Who can read the draft without an account, and until when."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "blog/admin/draft_links_panel.html"

        @cached_property
        def links(self) -> list[DraftLink]:
            """Those that still work; none for a post that has never been saved."""
            if not self.instance.pk:
                return []
            return DraftLink.objects.working_for(self.instance)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """What the template shows."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"links": self.links, "page": self.instance}


class AdvicePanel(Panel):
    """What an editor might look at before publishing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "blog/admin/advice_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The advice on what was saved last, and where to ask for it anew."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | context_of(self.instance) | {"address": self._address()}

        def _address(self) -> str:
            if self.instance.pk:
                return reverse("writing_advice", args=[self.instance.pk])
            options = self.instance._meta
            place = [options.app_label, options.model_name, self.form.parent_page.pk]
            return reverse("writing_advice_new", args=place)
