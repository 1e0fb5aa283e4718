"""What follows from Wagtail's news: one line each."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from taggit.models import Tag
from wagtail.models import Page
from wagtail.search import index
from wagtail.signals import page_published

from blog import tasks
from blog.authors import Author
from blog.comments.signals import reserved_names_wanted
from blog.models import BlogPostPage


@receiver(page_published)
def index_tags_and_authors(instance: Page, **kwargs: Any) -> None:
    """Once more after publication: Wagtail indexes a page before its tags and authors are saved."""
    index.insert_or_update_object(instance)


@receiver(page_published)
def prepare_pictures(instance: Page, **kwargs: Any) -> None:
    """A reader waits for no picture to be made; nor does the transaction that publishes."""
    transaction.on_commit(partial(tasks.prepare_pictures.enqueue, instance.pk))


@receiver(post_save, sender=Author)
def prepare_portrait(instance: Author, **kwargs: Any) -> None:
    """The same for an author's picture."""
    transaction.on_commit(partial(tasks.prepare_portrait.enqueue, instance.pk))


@receiver(post_save, sender=Tag)
def index_renamed_tag(instance: Tag, created: bool, **kwargs: Any) -> None:
    """Posts are found by a tag's new name."""
    _reindex([] if created else BlogPostPage.objects.filter(tagged_items__tag=instance))


@receiver(post_save, sender=Author)
def index_renamed_author(instance: Author, created: bool, **kwargs: Any) -> None:
    """Posts are found by an author's new name."""
    _reindex([] if created else BlogPostPage.objects.filter(post_authors__author=instance))


def _reindex(posts: Any) -> None:
    for post in posts:
        index.insert_or_update_object(post)


@receiver(reserved_names_wanted)
def reserve_names_of_authors(**kwargs: Any) -> list[str]:
    """Nobody comments under the name of somebody who writes posts."""
    return list(Author.objects.values_list("name", flat=True))
