"""What follows from the discussion's news: one line each."""

from typing import Any

from django.dispatch import receiver
from wagtail.search import index

from blog.comments.models import Comment
from blog.comments.signals import comment_changed


@receiver(comment_changed)
def refresh_search(comment: Comment, **kwargs: Any) -> None:
    """Published comments can be found, others cannot."""
    (index.insert_or_update_object if comment.is_published else index.remove_object)(comment)
