"""Every address and every action at the desk, for each role and for nobody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.settings.registry import registry as settings_registry

from blog.comments.desk.panels import PANELS
from blog.comments.desk.words import LABELS
from blog.comments.models import (
    Ban,
    Comment,
    Consultation,
    Decision,
    DiscussionSettings,
    HouseRules,
    OfficialRole,
    SlowMode,
    WorkingHours,
)
from blog.models import BlogPostPage
from cms.models import User
from tests.blog.comments.desk import QUEUE, button, seen
from tests.factories.comments import held_comment, published_comment
from tests.factories.people import (
    administrator,
    editor,
    group_administrator,
    moderator,
    reader,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Person = Callable[[], User]
Who = frozenset[Person | None]
AT_THE_DESK: Who = frozenset({moderator, group_administrator, administrator})
FOR_THE_WHOLE_SITE: Who = frozenset({group_administrator, administrator})
NOBODY_CAN: Who = frozenset()  # there is nothing to open, or to send
EVERYBODY = [None, reader, editor, moderator, group_administrator, administrator]
# Every address of the discussion in the admin → who may open it (GET), who may send to it (POST).
# One that is not here fails the test below.
MAY: dict[str, tuple[Who, Who]] = {
    "comments/comment/": (AT_THE_DESK, AT_THE_DESK),
    "comments/desk/presence/": (NOBODY_CAN, AT_THE_DESK),
    "comments/desk/<str:pk>/<slug:name>/": (AT_THE_DESK, AT_THE_DESK),
    "comments/ban/": (AT_THE_DESK, NOBODY_CAN),
    "comments/ban/create/": (AT_THE_DESK, AT_THE_DESK),
    r"comments/ban/delete/(?P<instance_pk>[-\w]+)/": (AT_THE_DESK, AT_THE_DESK),
    "comments/houserules/": (AT_THE_DESK, NOBODY_CAN),
    "comments/houserules/create/": (FOR_THE_WHOLE_SITE, FOR_THE_WHOLE_SITE),
    "comments/officialrole/": (FOR_THE_WHOLE_SITE, NOBODY_CAN),
    "comments/officialrole/create/": (FOR_THE_WHOLE_SITE, FOR_THE_WHOLE_SITE),
    r"comments/officialrole/edit/(?P<instance_pk>[-\w]+)/": (
        FOR_THE_WHOLE_SITE,
        FOR_THE_WHOLE_SITE,
    ),
    r"comments/officialrole/delete/(?P<instance_pk>[-\w]+)/": (
        FOR_THE_WHOLE_SITE,
        FOR_THE_WHOLE_SITE,
    ),
    "comments/export/": (FOR_THE_WHOLE_SITE, FOR_THE_WHOLE_SITE),
    "settings/comments/discussionsettings/": (FOR_THE_WHOLE_SITE, FOR_THE_WHOLE_SITE),
    "settings/comments/workinghours/": (FOR_THE_WHOLE_SITE, FOR_THE_WHOLE_SITE),
}


def routes() -> set[str]:
    """Every address of the discussion in the admin, as Django and Wagtail have registered it."""
    found = {route for route, view in _patterns(get_resolver()) if _is_ours(route, view)}
    found |= {
        f"admin/settings/comments/{model._meta.model_name}/"
        for model in settings_registry
        if model._meta.app_label == "comments"
    }
    return {route.removeprefix("admin/") for route in found}


def _is_ours(route: str, view: str) -> bool:
    is_ours = route.startswith("admin/comments/") or view.startswith("blog.comments.")
    return route.startswith("admin/") and is_ours


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLPattern):
            yield here, pattern.lookup_str
        else:
            yield from _patterns(pattern, here)


def addresses(route: str, post: BlogPostPage) -> list[str]:
    """Where a route leads, with what it is about made anew: somebody may have ended it."""
    if route.startswith("settings/"):
        name = route.split("/")[2]
        model = next(one for one in settings_registry if one._meta.model_name == name)
        return [f"/admin/{route}{model.load().pk}/"]
    if "<slug:name>" in route:
        comment = held_comment(post)
        return [f"/admin/comments/desk/{comment.pk}/{name}/" for name in PANELS]
    pk = 0
    if "comments/ban/" in route:
        pk = Ban.objects.create(kind=Ban.Kind.DOMAIN, value="spam.example", reason="Spam.").pk
    elif "comments/officialrole/" in route:
        pk = OfficialRole.objects.create(user=reader(), title="Town clerk").pk
    return ["/admin/" + route.replace(r"(?P<instance_pk>[-\w]+)", str(pk))]


def was_refused(response: Any) -> bool:
    """Whether somebody was not let in: sent to the login, to the first page, or nowhere."""
    where = response.headers.get("Location", "")
    return response.status_code in {403, 405} or where == "/admin/" or "/login/" in where


def browser(person: Person | None) -> Client:
    """A browser in which somebody has signed in, or nobody."""
    client = Client()
    if person:
        client.force_login(person())
    return client


def test_each_address_of_the_desk_has_its_line_in_the_table() -> None:
    assert routes() == set(MAY)


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_address_is_for_those_whose_work_it_is(
    post: BlogPostPage, person: Person | None, method: str
) -> None:
    client = browser(person)

    got_in = {
        (route, address.rsplit("/", 2)[-2] if "<slug:name>" in route else "")
        for route in MAY
        for address in addresses(route, post)
        if not was_refused(getattr(client, method)(address))
    }

    expected = {route for route, may in MAY.items() if person in may[method == "post"]}
    assert {route for route, _panel in got_in} == expected
    panels = {panel for _route, panel in got_in if panel}
    assert panels == (set(PANELS) if person in AT_THE_DESK else set())


def state() -> list[Any]:
    """All that an action at the desk could change."""
    rows: list[Any] = [
        list(Comment.objects.order_by("pk").values_list("pk", "status", "comment", "question"))
    ]
    tables = (Ban, Decision, OfficialRole, HouseRules, SlowMode, Consultation)
    return rows + [model.objects.count() for model in tables]


# What makes each panel do its work, whoever sends it.
TYPED = {
    "rule": "1",
    "explanation": "Because.",
    "question": "What do you think?",
    "text": "An answer.",
    "passages": "guest",
    "typed": "guest",
    "what": "0",
    "span": "1",
    "reason": "Heated.",
    "where": "page",
    "minutes": "5",
    "state": "2",
}


@pytest.mark.parametrize("person", [None, reader, editor])
def test_who_does_not_moderate_changes_nothing_by_any_action(
    post: BlogPostPage, person: Person | None
) -> None:
    client = browser(person)
    comments = [held_comment(post), published_comment(post)]
    before = state()

    for comment in comments:
        for name in LABELS:
            sent = {"seen": seen(comment), "rules": HouseRules.objects.get().version}
            assert was_refused(client.post(QUEUE, sent | {"one": button(name, comment)}))
            client.post(QUEUE, sent | {"action": f"{name}:1", "ids": [comment.pk]})
        for name in PANELS:
            address = f"/admin/comments/desk/{comment.pk}/{name}/"
            assert was_refused(client.post(address, TYPED))
            asked_by_script = client.post(address, TYPED, headers={"Accept": "application/json"})
            assert was_refused(asked_by_script)
    client.post(QUEUE, {"undo": "1,2,3"})

    assert state() == before


@pytest.mark.parametrize("person", sorted(AT_THE_DESK, key=lambda one: one.__name__))
@pytest.mark.parametrize("name", ["approve", "refuse", "spam"])
def test_each_decision_is_there_for_each_who_moderates(
    post: BlogPostPage, person: Person, name: str
) -> None:
    comment = held_comment(post)

    sent = {"seen": seen(comment), "rules": HouseRules.objects.get().version}
    browser(person).post(QUEUE, sent | {"one": button(name, comment)})

    assert Decision.objects.get(comment=comment, action=name).moderator is not None


# Each right → the addresses that nobody opens who has every other right of an administrator.
RIGHTS = {
    "comments.change_comment": ["comments/comment/", "comments/desk/{comment}/ban/"],
    "comments.add_ban": ["comments/ban/create/", "comments/desk/{comment}/ban/"],
    "comments.delete_ban": ["comments/ban/delete/{ban}/"],
    "comments.add_houserules": ["comments/houserules/create/"],
    "comments.add_officialrole": ["comments/officialrole/create/"],
    "comments.change_officialrole": ["comments/officialrole/edit/{role}/"],
    "comments.delete_officialrole": ["comments/officialrole/delete/{role}/"],
    "comments.export_comments": ["comments/export/"],
    "comments.change_discussionsettings": ["settings/comments/discussionsettings/{discussion}/"],
    "comments.change_workinghours": ["settings/comments/workinghours/{hours}/"],
}


@pytest.mark.parametrize("right", RIGHTS)
def test_each_right_is_asked_for_by_itself(post: BlogPostPage, right: str) -> None:
    client = browser(group_administrator)
    app_label, codename = right.split(".")
    group = Group.objects.get(name="Administrators")
    group.permissions.remove(
        Permission.objects.get(content_type__app_label=app_label, codename=codename)
    )
    about = {
        "comment": held_comment(post).pk,
        "ban": Ban.objects.create(kind=Ban.Kind.DOMAIN, value="spam.example", reason="-").pk,
        "role": OfficialRole.objects.create(user=reader(), title="Town clerk").pk,
        "discussion": DiscussionSettings.load().pk,
        "hours": WorkingHours.load().pk,
    }

    for place in RIGHTS[right]:
        address = "/admin/" + place.format(**about)
        assert was_refused(client.get(address)), address
        assert was_refused(client.post(address, TYPED)), address


def test_a_role_that_is_not_there_is_not_found() -> None:
    client = browser(group_administrator)

    for place in ("edit", "delete"):
        for pk in ("abc", "0", "99999999999999999999", "-1"):
            assert client.get(f"/admin/comments/officialrole/{place}/{pk}/").status_code == 404
