"""What follows from Wagtail's news: one line each."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from blog.links import collecting


@receiver(page_published)
def collect_links(instance: Page, **kwargs: Any) -> None:
    """A page's links are known from the moment at which readers can follow them."""
    collecting.collect(instance)
