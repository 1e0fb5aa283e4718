"""What holds for everybody who writes here, in full."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from blog.comments.models import HouseRules
from blog.comments.policy import asks_for_confirmation


@require_safe
def house_rules(request: HttpRequest) -> HttpResponse:
    """The house rules, and what happens to what one writes."""
    context = {
        "rules": HouseRules.current(),
        "asks_for_confirmation": asks_for_confirmation(),
        "edit_minutes": settings.COMMENT_EDIT_MINUTES,
        "address_days": settings.COMMENT_ADDRESS_DAYS,
    }
    return render(request, "comments/house_rules.html", context)
