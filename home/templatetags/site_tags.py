"""What every page's template needs of the site as a whole."""

from dataclasses import dataclass

from django import template
from django.utils.dates import MONTHS
from wagtail.models import Page, Site

register = template.Library()


@dataclass(frozen=True)
class MenuItem:
    """A link in the site's menu."""

    title: str
    url: str


@register.simple_tag(takes_context=True)
def site_menu(context: template.Context) -> list[MenuItem]:
    """The pages right below the front page that editors put in menus and anybody may read.

    One query, whatever the size of the site. A restriction of the front page itself is not looked
    at: whoever sees the menu has passed it. Gives [] where there is no request or no site, so that
    no page fails for want of a menu.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return []
    pages = Page.objects.child_of(site.root_page).live().in_menu()
    pages = pages.filter(view_restrictions__isnull=True).order_by("path")
    return [MenuItem(page.title, page.get_url(request) or "") for page in pages]


@register.filter
def month_name(month: int) -> str:
    """The name of a month from 1 to 12, in the reader's language; "" for any other number."""
    return str(MONTHS.get(month, ""))
