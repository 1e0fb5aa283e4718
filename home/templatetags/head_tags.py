"""What stands in the head of every page for programs."""

import json
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import to_locale

from home.page_head import PageHead
from home.page_head import absolute as _absolute
from home.page_head import page_head as _page_head
from home.templatetags.site_tags import SiteLinks

register = template.Library()
# As in Django's `json_script`: no text can end the element or begin another.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class ScriptText:
    """Data as JSON that can stand inside a script element.

    `__html__` is what Django asks for HTML that needs no more escaping (`conditional_escape`):
    between the tags of a script, entities would be read as they stand.
    """

    data: Any

    def __html__(self) -> str:
        """The JSON, on one line, without <, > and &."""
        return json.dumps(self.data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


@register.simple_tag(takes_context=True)
def page_head(context: template.Context, links: SiteLinks) -> PageHead | None:
    """See `home.page_head.page_head`."""
    return _page_head({str(name): value for name, value in context.flatten().items()}, links)


@register.simple_tag
def json_ld(data: dict[str, Any]) -> str:
    """The data as a block of JSON-LD. Browsers run no block of this kind, nor does our policy."""
    return format_html('<script type="application/ld+json">{}</script>', ScriptText(data))


@register.simple_tag
def open_graph_locale(language: str) -> str:
    """A language as Open Graph writes it: “en_GB” for “en-gb”."""
    return to_locale(language)


@register.filter
def absolute(url: str) -> str:
    """An address of this site, as others have to write it."""
    return _absolute(url)
