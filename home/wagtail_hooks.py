"""What the site's settings ask of the Wagtail admin: a colour is described while it is chosen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin import messages

from home.colour_input import described
from home.models import SiteIdentity


def describe_colour(request: HttpRequest) -> HttpResponse:
    """The part of the page that shows a colour and its shades."""
    return render(request, "home/admin/palette.html", described(request.GET.get("colour", "")))


@hooks.register("register_admin_urls")
def colour_urls() -> list[URLPattern]:
    """Where the colour field asks; Wagtail lets nobody in but who may use the admin."""
    return [path("branding/colour/", describe_colour, name="describe_colour")]


@hooks.register("after_edit_setting")
def say_what_the_colour_became(request: HttpRequest, setting: Any) -> None:
    """In words, once it is saved: which shades stand in for the colour."""
    if isinstance(setting, SiteIdentity) and setting.brand_colour:
        messages.success(request, described(setting.brand_colour)["words"])
