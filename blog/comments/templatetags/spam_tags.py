"""What templates of the admin say about the spam score."""

from django import template

from blog.comments.spam import judging

register = template.Library()


@register.simple_tag
def state_of_spam_score() -> str:
    """What the score has to go by, and what the present threshold would hold."""
    return judging.state_of_learning()
