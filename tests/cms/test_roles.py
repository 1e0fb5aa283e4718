"""What each kind of officer may do in the admin, and what they may not."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from blog.models import BlogIndexPage
from cms.models import User
from tests.editing import PUBLISH, compose
from tests.factories.pages import live_post, site_tree
from tests.factories.people import administrator, editor, group_administrator, moderator, reader

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Person = Callable[[], User]

WRITERS = {editor, group_administrator, administrator}
AT_THE_DESK = {moderator, group_administrator, administrator}
FOR_THE_WHOLE_SITE = {group_administrator, administrator}
PLACES = {
    "/admin/": {editor, moderator, group_administrator, administrator},
    "/admin/pages/add/blog/blogpostpage/{blog}/": WRITERS,
    "/admin/pages/{post}/edit/": WRITERS,
    "/admin/images/": WRITERS,
    "/admin/images/add/": WRITERS,
    "/admin/documents/": WRITERS,
    "/admin/snippets/blog/author/": WRITERS,
    "/admin/snippets/blog/series/": WRITERS,
    "/admin/snippets/search/editorspick/": WRITERS,
    "/admin/snippets/search/editorspick/add/": WRITERS,
    "/admin/snippets/search/synonyms/": WRITERS,
    "/admin/snippets/search/synonyms/add/": WRITERS,
    "/admin/reports/searches/": WRITERS,
    "/admin/comments/comment/?all=": AT_THE_DESK,
    "/admin/comments/ban/": AT_THE_DESK,
    "/admin/comments/houserules/": AT_THE_DESK,
    "/admin/comments/houserules/create/": FOR_THE_WHOLE_SITE,
    "/admin/comments/officialrole/": FOR_THE_WHOLE_SITE,
    "/admin/settings/comments/discussionsettings/": FOR_THE_WHOLE_SITE,
    "/admin/settings/comments/workinghours/": FOR_THE_WHOLE_SITE,
    "/admin/settings/home/siteidentity/": FOR_THE_WHOLE_SITE,
    "/admin/settings/writing/writingsettings/": FOR_THE_WHOLE_SITE,
    "/admin/writing/{post}/links/": WRITERS,
    "/admin/redirects/": FOR_THE_WHOLE_SITE,
    "/admin/users/": FOR_THE_WHOLE_SITE,
    "/admin/groups/": {administrator},
    "/admin/sites/": {administrator},
    "/admin/collections/": {administrator},
    "/admin/workflows/list/": {administrator},
}


@pytest.mark.parametrize("person", [reader, editor, moderator, group_administrator, administrator])
def test_each_place_is_for_those_whose_work_it_is(person: Person) -> None:
    client = Client()
    client.force_login(person())
    blog, post = site_tree().blog, live_post()

    got_in = set()
    for place in PLACES:
        address = place.format(blog=blog.pk, post=post.pk)
        response = client.get(address, follow=True)
        # Who may not is led to the dashboard, or out of the admin to the login.
        arrived_at = response.request["PATH_INFO"]
        if arrived_at.startswith(address.split("?")[0]) and "/login/" not in arrived_at:
            got_in.add(place)

    assert got_in == {place for place, people in PLACES.items() if person in people}


def test_nobody_gets_in_without_an_account(as_nobody: Client) -> None:
    blog, post = site_tree().blog, live_post()

    for place in PLACES:
        response = as_nobody.get(place.format(blog=blog.pk, post=post.pk))
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")


def test_an_editor_publishes_without_asking_anybody(as_nobody: Client) -> None:
    as_nobody.force_login(editor())

    compose(as_nobody, PUBLISH, title="Bridge", slug="bridge", introduction="Open.")

    assert Client().get("/blog/bridge/").status_code == 200


def test_an_administrator_is_no_superuser_and_takes_no_tree_away() -> None:
    officer = group_administrator()
    site, post = site_tree(), live_post()

    assert not officer.is_superuser
    may = post.permissions_for_user(officer)
    assert may.can_publish()
    assert may.can_lock()
    assert may.can_delete()
    above = BlogIndexPage.objects.get(pk=site.blog.pk).permissions_for_user(officer)
    assert not above.can_delete()  # it has posts below it
    assert not site.root.permissions_for_user(officer).can_add_subpage()


def rights(group: str) -> set[str]:
    """What a group may do, but for pages and files."""
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def test_moderators_have_the_rights_of_their_work_alone() -> None:
    moderator()

    assert rights("Moderators") == {"access_admin", "change_comment", "add_ban", "delete_ban"}
    group = Group.objects.get(name="Moderators")
    assert not GroupPagePermission.objects.filter(group=group).exists()
    assert not GroupCollectionPermission.objects.filter(group=group).exists()


def test_only_administrators_take_comments_away_in_a_file() -> None:
    moderator()

    exporting = {"export_comments", "export_names"}
    assert rights("Administrators") >= exporting
    assert not (rights("Moderators") | rights("Editors")) & exporting


def every_right() -> dict[str, set[tuple[str, str]]]:
    """What each group may do with anything, with pages and with files.

    Not with Wagtail's own models as such, where its migrations leave rights that nothing asks for.
    """
    return {
        group.name: {
            *(("anything", codename) for codename in rights(group.name)),
            *(("pages", each.permission.codename) for each in group.page_permissions.all()),
            *(("files", each.permission.codename) for each in group.collection_permissions.all()),
        }
        - {
            ("anything", f"{act}_{kind}")
            for act in ("add", "change", "delete", "choose")
            for kind in ("image", "document")
        }
        for group in Group.objects.all()
    }


def test_groups_that_tests_make_again_may_do_what_those_of_migrations_may() -> None:
    by_migrations = every_right()
    assert set(by_migrations) == {"Editors", "Moderators", "Administrators"}
    Group.objects.all().delete()
    editor()
    assert every_right() == by_migrations


def upgrade() -> None:
    """What the newest migration does to the groups of an installation."""
    officers = import_module("cms.migrations.0005_administrators")
    officers.make_administrators(apps, None)
    officers.leave_the_rules_to_them(apps, None)
    reviews = import_module("cms.migrations.0007_reviews")
    reviews.put_wagtails_away(apps, None)
    reviews.create_review(apps, None)
    reviews.let_administrators_set_it(apps, None)


def test_moderators_whose_rights_somebody_changed_keep_them_in_an_upgrade() -> None:
    moderator()
    group = Group.objects.get(name="Moderators")
    settings = Permission.objects.get(codename="change_discussionsettings")
    authors = Permission.objects.get(codename="change_author")
    group.permissions.add(settings, authors)

    upgrade()

    assert rights("Moderators") >= {"change_discussionsettings", "change_author"}
    group.permissions.remove(authors)
    upgrade()
    assert "change_discussionsettings" not in rights("Moderators")


def test_a_group_of_that_name_stays_as_somebody_made_it() -> None:
    moderator()
    group = Group.objects.get(name="Administrators")
    group.permissions.clear()

    upgrade()

    assert rights("Administrators") == set()


def test_groups_that_were_renamed_or_deleted_are_left_alone() -> None:
    moderator()
    Group.objects.filter(name="Moderators").update(name="Referees")
    Group.objects.filter(name="Editors").delete()

    upgrade()

    assert rights("Referees") == {"access_admin", "change_comment", "add_ban", "delete_ban"}
    assert set(Group.objects.values_list("name", flat=True)) == {"Administrators", "Referees"}


def test_there_is_no_second_admin_of_django() -> None:
    assert Client().get("/django-admin/").status_code == 404
