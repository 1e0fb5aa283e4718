"""What is done behind an editor's back, by Django's task queue. Arguments are ids."""

from django.tasks import task
from wagtail.models import Page

from blog import pictures
from blog.authors import Author


@task()
def prepare_pictures(page_id: int) -> None:
    """Make the pictures of a page in all sizes and formats that readers will ask for."""
    page = Page.objects.live().filter(pk=page_id).first()
    if page:
        pictures.prepare(pictures.uses_of(page.specific))


@task()
def prepare_portrait(author_id: int) -> None:
    """The same for the picture of an author."""
    author = Author.objects.filter(pk=author_id, picture__isnull=False).first()
    if author:
        pictures.prepare([(author.picture, "portrait")])
