"""What follows from news, and what is answered to the discussion: one line each."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Site

from blog.comments.signals import reserved_names_wanted
from home.models import SiteIdentity


@receiver(reserved_names_wanted)
def reserve_name_of_site(**kwargs: Any) -> list[str]:
    """Nobody comments under the name of the organisation."""
    return list(SiteIdentity.objects.values_list("name", flat=True))


@receiver(post_save, sender=SiteIdentity)
def name_site(instance: SiteIdentity, **kwargs: Any) -> None:
    """Wagtail's own site is called the same: apps that know no `SiteIdentity` ask it."""
    Site.objects.filter(pk=instance.site_id).update(site_name=instance.name)
