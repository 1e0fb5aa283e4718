"""What follows for kept pages from what is written: one line each."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from blog.comments.models import Comment
from blog.comments.signals import comment_changed
from cms import changes, frontend_cache

connection_created.connect(changes.watch_connection)
pre_migrate.connect(changes.tables_change, sender=apps.get_app_config("cms"))
post_migrate.connect(changes.tables_changed, sender=apps.get_app_config("cms"))
page_unpublished.connect(changes.withdrawn)
post_page_move.connect(changes.withdrawn)
post_save.connect(changes.withdrawn, sender=PageViewRestriction)
post_delete.connect(changes.page_deleted)
# Django's own checks may have opened one before anybody listened.
for opened in connections.all(initialized_only=True):
    changes.watch_connection(opened)


@receiver(page_published)
@receiver(page_unpublished)
def purge_page(instance: Page, **kwargs: Any) -> None:
    """A cache in front forgets the page, and the lists that it stands in."""
    frontend_cache.purge(instance)


@receiver(comment_changed)
def purge_discussed_page(comment: Comment, **kwargs: Any) -> None:
    """The same for a page below which something was said."""
    frontend_cache.purge(comment.page)
