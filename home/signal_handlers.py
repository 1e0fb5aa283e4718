"""What follows from news, and what is answered to the discussion: one line each."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from blog.comments.signals import reserved_names_wanted
from blog.models import BlogPostPage
from home import tasks
from home.models import SiteIdentity


@receiver(reserved_names_wanted)
def reserve_name_of_site(**kwargs: Any) -> list[str]:
    """Nobody comments under the name of the organisation."""
    return list(SiteIdentity.objects.values_list("name", flat=True))


@receiver(post_save, sender=SiteIdentity)
def name_site(instance: SiteIdentity, **kwargs: Any) -> None:
    """Wagtail's own site is called the same: apps that know no `SiteIdentity` ask it."""
    Site.objects.filter(pk=instance.site_id).update(site_name=instance.name)


@receiver(post_save, sender=SiteIdentity)
def draw_brand_anew(instance: SiteIdentity, created: bool, **kwargs: Any) -> None:
    """Name, logo and colour stand on every card. A new site has none, and no posts."""
    if not created:
        transaction.on_commit(lambda: tasks.refresh_brand.enqueue(instance.pk))


@receiver(page_published, sender=BlogPostPage)
@receiver(page_unpublished, sender=BlogPostPage)
@receiver(post_delete, sender=BlogPostPage)
def draw_card_anew(instance: BlogPostPage, **kwargs: Any) -> None:
    """A post that is public has a card, and no other."""
    post_id = instance.pk  # which a deleted post forgets
    transaction.on_commit(lambda: tasks.refresh_card.enqueue(post_id))


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def draw_cards_below_anew(instance: PageViewRestriction, **kwargs: Any) -> None:
    """What not everybody may read has no card either."""
    path = instance.page.path
    transaction.on_commit(lambda: tasks.refresh_cards_below.enqueue(path))


@receiver(post_page_move)
def draw_moved_cards_anew(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """A page takes its restrictions from where it stands, and so do the cards at and below it."""
    path = instance.path
    if parent_page_before.pk != parent_page_after.pk:
        transaction.on_commit(lambda: tasks.refresh_cards_below.enqueue(path))
