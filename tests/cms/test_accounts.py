"""The backend of accounts answers what Django's own does, in fewer queries."""

from collections.abc import Callable

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.accounts import AccountBackend
from cms.models import User
from tests.factories.people import PASSWORD, administrator, editor, moderator, reader

pytestmark = pytest.mark.django_db
Person = Callable[[], User]


def fresh(user: User) -> User:
    """The account as the next request has it."""
    found = AccountBackend().get_user(user.pk)
    assert isinstance(found, User)
    return found


@pytest.mark.parametrize("person", [reader, editor, moderator, administrator])
def test_everybody_has_the_rights_that_django_gives(person: Person) -> None:
    user = person()
    user.user_permissions.add(*Permission.objects.filter(codename__startswith="add_")[:3])

    django = ModelBackend().get_all_permissions(User.objects.get(pk=user.pk))

    assert AccountBackend().get_all_permissions(fresh(user)) == django


@pytest.mark.parametrize("person", [reader, editor, moderator, administrator])
def test_everybody_has_the_rights_on_pages_that_wagtail_gives(person: Person) -> None:
    user, policy = person(), policy_registry.get_by_type(Page)
    asked = User.objects.get(pk=user.pk)

    for action in ("add", "change", "publish"):
        answer = policy.user_has_permission(asked, action)
        assert policy.user_has_permission(fresh(user), action) == answer


def test_a_closed_account_is_nobody() -> None:
    user = moderator()
    user.is_active = False
    user.save()

    assert AccountBackend().get_user(user.pk) is None
    assert AccountBackend().get_user(user.pk + 1) is None
    assert AccountBackend().get_all_permissions(user) == set()
    assert AccountBackend().get_all_permissions(AnonymousUser()) == set()


def test_a_right_on_everything_is_none_on_one_thing() -> None:
    user = moderator()

    assert AccountBackend().get_all_permissions(fresh(user), obj=user) == set()


def test_who_somebody_is_and_what_they_may_do_takes_one_query() -> None:
    user = moderator()

    with CaptureQueriesContext(connection) as captured:
        found = fresh(user)
        assert found.has_perm("comments.change_comment")
        assert not hasattr(found, "wagtail_userprofile")
        assert not policy_registry.get_by_type(Page).user_has_permission(found, "add")

    assert len(captured) == 1


def test_signing_in_by_the_form_still_works() -> None:
    user = moderator()

    assert Client().login(username=user.username, password=PASSWORD)
