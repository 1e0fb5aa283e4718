"""The discussion's app, and django-comments-xtd's without its signal handler."""

from django.apps import AppConfig
from django_comments_xtd.apps import CommentsXtdConfig


class CommentsConfig(AppConfig):
    name = "blog.comments"
    label = "comments"
    verbose_name = "Comments"
    default = True

    def ready(self) -> None:
        """Register what listens to the discussion's own news."""
        from blog.comments import signal_handlers  # noqa: F401, PLC0415 - needs loaded models


class XtdConfig(CommentsXtdConfig):
    """django-comments-xtd as storage only.

    Its own `ready` connects a handler that, whenever a comment is saved, publishes or hides
    everything below it, held comments included.
    """

    default = False

    def ready(self) -> None:
        """Connect nothing."""
