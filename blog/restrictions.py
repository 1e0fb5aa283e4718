"""Pages that ask for the restrictions on them in one query."""

from django.db import models
from wagtail.models import Page, PageViewRestriction


class RestrictablePage(Page):
    """A page that asks for the restrictions on it and above it in one query."""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, which takes two; where an alias is on the way, Wagtail's itself.

        None, if the page came from the database with the answer (`for_reading`).
        """
        if getattr(self, "is_surely_public", False):
            return PageViewRestriction.objects.none()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        found = Page.objects.filter(path__in=[self.path[:length] for length in steps])
        rows = list(found.values_list("alias_of_id", "view_restrictions__pk").order_by())
        if any(alias_of for alias_of, _restriction in rows):
            return super().get_view_restrictions()
        restrictions = [restriction for _alias_of, restriction in rows if restriction]
        if not restrictions:
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(pk__in=restrictions)
