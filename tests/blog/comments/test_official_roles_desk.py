"""Official roles in the admin: given, renamed and ended, one to an account."""

import pytest
from django.test import Client

from blog.comments.models import Comment, OfficialRole
from tests.blog.comments.desk import at_the_desk
from tests.factories.comments import published_comment
from tests.factories.pages import live_post
from tests.factories.people import group_administrator, reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
ROLES = "/admin/comments/officialrole/"


@pytest.fixture
def client() -> Client:
    return at_the_desk(group_administrator())


def send(client: Client, path: str, **fields: str) -> str:
    """Fill in the form of a page of the desk and send it; gives the words of the next page."""
    address = ROLES + path
    form = read_form(client.get(address).text, address, f'form[action="{address}"]')
    page = client.post(address, form.fill(**fields).press(), follow=True)
    return soup(page.text).get_text(" ", strip=True)


def test_a_role_is_given_renamed_and_ended(client: Client) -> None:
    clerk = reader()
    said = send(client, "create/", user=str(clerk.pk), title="Town clerk")
    assert "is marked as by: Town clerk." in said

    role = OfficialRole.objects.get(user=clerk)
    said = send(client, f"edit/{role.pk}/", title="Clerk to the council")
    assert "The role is now called: Clerk to the council." in said

    send(client, f"delete/{role.pk}/")
    assert not OfficialRole.objects.exists()


def test_what_was_written_in_a_role_keeps_it(client: Client) -> None:
    role = OfficialRole.objects.create(user=reader(), title="Town clerk")
    published_comment(live_post(), user=role.user, official_role="Town clerk")

    send(client, f"edit/{role.pk}/", title="Mayor")
    send(client, f"delete/{role.pk}/")

    assert Comment.objects.get().official_role == "Town clerk"


def test_whose_role_it_is_cannot_be_changed(client: Client) -> None:
    holder, other = reader(), reader()
    role = OfficialRole.objects.create(user=holder, title="Town clerk")

    client.post(f"{ROLES}edit/{role.pk}/", {"user": other.pk, "title": "Mayor"})

    role.refresh_from_db()
    assert (role.user, role.title) == (holder, "Mayor")


def test_an_account_has_one_role_and_has_to_be_able_to_sign_in(client: Client) -> None:
    holder, gone = OfficialRole.objects.create(user=reader(), title="Mayor").user, reader()
    gone.is_active = False
    gone.save()

    for account in (holder, gone):
        page = client.post(f"{ROLES}create/", {"user": account.pk, "title": "Town clerk"})
        assert "No role was given" in page.text
        assert 'value="Town clerk"' in page.text
    assert OfficialRole.objects.count() == 1


def test_what_is_missing_gets_a_sentence(client: Client) -> None:
    words = send(client, "create/", user="", title=" ")

    assert "Please choose who answers in this role." in words
    assert "Please write how readers should see the role" in words
