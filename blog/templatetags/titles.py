"""Titles in templates."""

from django import template

from blog import titles

register = template.Library()


@register.filter
def on_one_line(text: object) -> str:
    """For the subject of a mail, which may hold no second line."""
    return titles.on_one_line(str(text))
