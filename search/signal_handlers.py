"""What follows for the search index when something is deleted."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from search import indexing
from search.models import CommentEntry, Entry, PostEntry


@receiver(post_delete, sender=PostEntry)
@receiver(post_delete, sender=CommentEntry)
def uncount(instance: Entry, **kwargs: Any) -> None:
    """Whoever deletes a post deletes its entry with it."""
    indexing.uncount(instance)
