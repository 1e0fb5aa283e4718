"""Managing accounts is no way to rights that one does not have."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from cms.account_rights import grantable_groups, may_manage
from cms.models import User
from tests.factories.pages import site_tree
from tests.factories.people import (
    PASSWORD,
    administrator,
    editor,
    group_administrator,
    moderator,
    reader,
)
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
NEW = "/admin/users/new/"
SECRET = "a new and long enough secret"


@pytest.fixture
def officer() -> User:
    """An administrator by group."""
    site_tree()
    return group_administrator()


@pytest.fixture
def client(officer: User) -> Client:
    browser = Client()
    browser.force_login(officer)
    return browser


def group(name: str, *codenames: str) -> Group:
    """A group with rights."""
    made = Group.objects.create(name=name)
    made.permissions.set(Permission.objects.filter(codename__in=codenames))
    return made


def fields(account: User | None = None, **changed: Any) -> dict[str, Any]:
    """What the form for an account sends."""
    sent = {
        "username": account.username if account else "nora",
        "email": account.email if account else "nora@example.org",
        "first_name": "Nora",
        "last_name": "New",
        "is_active": "on",
        "password1": SECRET,
        "password2": SECRET,
    }
    return sent | changed


def edit(client: Client, account: User, **changed: Any) -> User:
    """Send the form for an account; gives the account as it is then."""
    client.post(f"/admin/users/edit/{account.pk}/", fields(account, **changed))
    return User.objects.get(pk=account.pk)


def test_an_administrator_makes_accounts_of_each_role(client: Client) -> None:
    roles = Group.objects.filter(name__in=["Administrators", "Editors", "Moderators"])

    client.post(NEW, fields(groups=[role.pk for role in roles]))

    assert set(User.objects.get(username="nora").groups.all()) == set(roles)


def test_nobody_is_made_a_superuser_but_by_one(client: Client) -> None:
    page = client.get(NEW)
    tick = soup(page.text).select_one("input[name=is_superuser]")

    client.post(NEW, fields(is_superuser="on"))

    assert tick is not None
    assert tick.has_attr("disabled")
    assert not User.objects.get(username="nora").is_superuser
    assert not edit(client, reader(), is_superuser="on").is_superuser


def test_nobody_makes_a_superuser_of_themselves(client: Client, officer: User) -> None:
    assert not edit(client, officer, is_superuser="on").is_superuser


def test_a_superuser_makes_superusers_as_before() -> None:
    browser = Client()
    browser.force_login(administrator())

    browser.post(NEW, fields(is_superuser="on"))

    assert User.objects.get(username="nora").is_superuser


@pytest.mark.parametrize(
    "changed",
    [{}, {"email": "mine@example.org", "password1": "", "password2": ""}, {"is_active": ""}],
)
def test_a_superusers_account_is_only_changed_by_one(
    client: Client, changed: dict[str, str]
) -> None:
    other = administrator()

    after = edit(client, other, **changed)

    assert after.check_password(PASSWORD)
    assert after.is_active
    assert after.email == other.email
    page = client.get(f"/admin/users/edit/{other.pk}/", follow=True)
    assert "rights which you do not have yourself" in page.text


def test_nobody_deletes_an_account_that_may_do_more(client: Client) -> None:
    stronger = reader()
    stronger.groups.add(group("Technicians", "change_site", "change_group"))

    for account in (stronger, administrator()):
        client.post(f"/admin/users/delete/{account.pk}/")
        assert User.objects.filter(pk=account.pk).exists()


def test_nobody_takes_over_an_account_that_may_do_more(client: Client) -> None:
    by_group, by_itself = reader(), reader()
    by_group.groups.add(group("Technicians", "change_group"))
    by_itself.user_permissions.add(Permission.objects.filter(codename="change_site")[0])

    for account in (by_group, by_itself):
        assert edit(client, account).check_password(PASSWORD)


def test_nobody_gives_rights_that_they_lack(client: Client, officer: User) -> None:
    technicians = group("Technicians", "change_group")
    everywhere = group("Everywhere", "access_admin")
    GroupPagePermission.objects.create(
        group=everywhere,
        page=site_tree().root,
        permission=Permission.objects.get(codename="change_page"),
    )

    for role in (technicians, everywhere):
        form = read_form(client.get(NEW).text, NEW, f'form[action="{NEW}"]')
        assert form.names  # the form is there, without this role
        assert role.name not in client.get(NEW).text
        client.post(NEW, fields(groups=[role.pk]))
        assert not edit(client, officer, groups=[role.pk]).groups.filter(pk=role.pk).exists()
        assert not role.user_set.exists()


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("delete", {}),
        ("set_active_state", {"mark_as_active": "False"}),
        ("assign_role", {"role": "Editors"}),
    ],
)
def test_what_is_not_possible_for_one_is_not_for_many(
    client: Client, action: str, data: dict[str, str]
) -> None:
    weaker, stronger = editor(), administrator()
    sent = {"role": Group.objects.get(name=data["role"]).pk} if "role" in data else data

    client.post(f"/admin/bulk/cms/user/{action}/?id={weaker.pk}&id={stronger.pk}", sent)

    after = User.objects.get(pk=stronger.pk)
    assert after.is_active
    assert not after.groups.exists()


def test_nobody_puts_many_into_a_role_that_may_do_more(client: Client, officer: User) -> None:
    technicians = group("Technicians", "change_group")

    client.post(
        f"/admin/bulk/cms/user/assign_role/?id={officer.pk}&id={reader().pk}",
        {"role": technicians.pk},
    )

    assert not technicians.user_set.exists()


def test_many_are_put_into_a_role_that_one_may_give(client: Client) -> None:
    somebody = reader()
    role = Group.objects.get(name="Moderators")

    client.post(f"/admin/bulk/cms/user/assign_role/?id={somebody.pk}", {"role": role.pk})

    assert role in somebody.groups.all()


def test_an_administrator_manages_whoever_may_do_no_more(client: Client, officer: User) -> None:
    for person in (reader, editor, moderator, group_administrator):
        account = person()
        assert may_manage(officer, account)
        kept = [role.pk for role in account.groups.all()]
        assert edit(client, account, groups=kept).check_password(SECRET)


def test_groups_are_only_changed_by_superusers(client: Client, officer: User) -> None:
    own = officer.groups.get()

    assert client.get(f"/admin/groups/edit/{own.pk}/").status_code == 302
    assert client.post("/admin/groups/new/", {"name": "Mine"}).status_code in {302, 404}
    assert not Group.objects.filter(name="Mine").exists()


def test_a_superuser_gives_every_role() -> None:
    role = group("Technicians", "change_group")

    assert role in grantable_groups(administrator())


def test_accounts_cannot_be_copied(client: Client) -> None:
    assert client.get(f"/admin/users/copy/{administrator().pk}/").status_code == 404
