"""What holds for everybody who writes here, in full."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.comments import clock
from blog.comments.models import HouseRules, WorkingHours
from blog.comments.policy import asks_for_confirmation

MOST_DIGITS = 5  # of a version's number


@require_safe
def house_rules(request: HttpRequest) -> HttpResponse:
    """The house rules, and what happens to what one writes; `?version=2`: as they were then."""
    versions = list(HouseRules.objects.defer("introduction"))
    context = {
        "rules": _asked_for(request.GET.get("version")),
        "versions": versions,
        "newest": versions[0] if versions else None,
        "asks_for_confirmation": asks_for_confirmation(),
        "edit_minutes": settings.COMMENT_EDIT_MINUTES,
        "address_days": settings.COMMENT_ADDRESS_DAYS,
        "promise": clock.promise(WorkingHours.current()),
    }
    return render(request, "comments/house_rules.html", context)


def _asked_for(number: str | None) -> HouseRules | None:
    """The version of that number, or without one what is in force; 404 where it never was."""
    if number is None:
        return HouseRules.current()
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise Http404(_("There is no such version of the house rules."))
    return get_object_or_404(HouseRules.objects.prefetch_related("rules"), version=int(number))
