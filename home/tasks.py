"""What is made behind everybody's back, by Django's task queue. Arguments are ids."""

from django.tasks import task

from blog.models import BlogPostPage
from home import card_pictures
from home.models import SiteIdentity

# Without a queue the person who saves waits; the command `make_card_pictures` makes the others.
MOST_CARDS_IN_A_REQUEST = 30


@task()
def refresh_card(post_id: int) -> None:
    """Make the card of a post, or take it away."""
    card_pictures.refresh(post_id)


@task()
def refresh_cards_below(path: str) -> None:
    """The same for all posts at and below a page, by its place in the tree."""
    for post_id in BlogPostPage.objects.filter(path__startswith=path).values_list("pk", flat=True):
        card_pictures.refresh(post_id)


@task()
def refresh_brand(identity_id: int) -> None:
    """After the organisation has changed its looks: its own pictures, and all cards."""
    identity = SiteIdentity.base_queryset().filter(pk=identity_id).first()
    if identity is None:
        return
    identity.pictures.make()
    can_wait = refresh_brand.get_backend().supports_defer
    card_pictures.refresh_all(None if can_wait else MOST_CARDS_IN_A_REQUEST)
