"""What a page wears that is written and reviewed: its rights and its previews."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.fields import StreamField

from blog.writing.reviewing import ParentOfReviewedRights, ReviewedPageRights


class ParentOfWritten:
    """A page below which posts stand."""

    def permissions_for_user(self, user: Any) -> ParentOfReviewedRights:
        """Wagtail's, and the rule about reviews."""
        return ParentOfReviewedRights(user, self)


class Written:
    """A post, as the editor's desk knows it."""

    _meta: Any

    def permissions_for_user(self, user: Any) -> ReviewedPageRights:
        """Wagtail's, and the rule about reviews."""
        return ReviewedPageRights(user, self)

    def what_is_missing(self) -> dict[str, str]:
        """Sentences by field, beyond what the fields themselves ask for."""
        return {}

    def is_complete(self) -> bool:
        """Whether the editor's form would let it go live."""
        page: Any = self
        try:
            page.full_clean()
            for field in self._meta.get_fields():
                if isinstance(field, StreamField):
                    value = getattr(page, field.name)
                    value.stream_block.clean(value)
        except ValidationError:
            return False
        return not self.what_is_missing()
