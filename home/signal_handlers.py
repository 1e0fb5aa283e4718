"""What the site answers to the discussion: one line each."""

from typing import Any

from django.dispatch import receiver

from blog.comments.signals import reserved_names_wanted
from home.models import SiteIdentity


@receiver(reserved_names_wanted)
def reserve_name_of_site(**kwargs: Any) -> list[str]:
    """Nobody comments under the name of the organisation."""
    return list(SiteIdentity.objects.values_list("name", flat=True))
