"""`manage.py prepare_pictures`: makes the pictures of what is published, where some are missing."""

from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Page

from blog import pictures
from blog.authors import Author
from blog.models import BlogPostPage


class Command(BaseCommand):
    """What a task does after each publication, for all that was published before or elsewhere."""

    help = "Makes the sizes and formats of pictures that pages need and that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Posts first, the newest before the others; safe to repeat."""
        posts = BlogPostPage.objects.live().newest_first()
        others = Page.objects.live().not_type(BlogPostPage).specific()
        made = sum(pictures.prepare(pictures.uses_of(page)) for page in posts.iterator(100))
        made += sum(pictures.prepare(pictures.uses_of(page)) for page in others)
        authors = Author.objects.filter(picture__isnull=False).select_related("picture")
        made += pictures.prepare([(author.picture, "portrait") for author in authors])
        self.stdout.write(f"Pictures made: {made}.")
