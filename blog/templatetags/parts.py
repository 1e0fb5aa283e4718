"""Parts of a page that readers' comments do not change."""

from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.utils.translation import get_language

from blog.comments.staleness import kept

register = template.Library()


class KeptNode(template.Node):
    """See `part`."""

    def __init__(self, nodelist: template.NodeList, names: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.names = names

    def render(self, context: template.Context) -> Any:
        """The part's HTML."""
        key = ("html", get_language(), *(name.resolve(context) for name in self.names))
        return kept(key, lambda: self.nodelist.render(context))


@register.tag
def part(parser: Parser, token: Token) -> KeptNode:
    """`{% part "text" page.pk %}…{% endpart %}`: what stands between is made once in an edition.

    The arguments name it: what it is, and every value that makes another of it. It shows nothing
    that is said below a post (`blog.comments.staleness`).
    """
    _tag, *names = token.split_contents()
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return KeptNode(nodelist, [parser.compile_filter(name) for name in names])
