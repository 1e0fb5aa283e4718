"""Moments for programs, in an element `time`."""

from datetime import datetime

from django import template

register = template.Library()


@register.filter(expects_localtime=True)
def machine_time(moment: datetime | None) -> str:
    """As an attribute `datetime` may have it, in thousandths of a second; "" for no moment.

    Django's own format "c" gives six digits, which the HTML standard does not allow.
    """
    return moment.isoformat(timespec="milliseconds") if moment else ""
