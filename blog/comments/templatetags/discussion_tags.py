"""The comments of a discussion."""

from django import template
from django.utils.functional import Promise

from blog.comments.rendered import html_of
from blog.comments.threads import Entry

register = template.Library()


@register.simple_tag
def comment_html(entry: Entry, closed: Promise | str, organisation: str) -> str:
    """One comment where it stands: comments/comment.html."""
    return html_of(entry, closed=bool(closed), organisation=organisation)
