"""The people who sign posts."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client

from blog.authors import Author
from tests.factories.pages import author, draft_post, live_post
from tests.factories.people import administrator, editor, moderator
from tests.factories.pictures import picture
from tests.forms import read_form

pytestmark = pytest.mark.django_db
AUTHORS = "/admin/snippets/blog/author/"


def test_an_author_who_signed_a_post_cannot_be_deleted() -> None:
    jane = author()
    live_post(authors=[jane])

    with pytest.raises(ProtectedError):
        jane.delete()


def test_an_author_who_signed_nothing_can_be_deleted() -> None:
    jane = author()

    jane.delete()

    assert not Author.objects.exists()


@pytest.mark.parametrize("make_post", [live_post, draft_post])
def test_an_author_cannot_be_deleted_from_under_a_post_in_the_admin(
    as_nobody: Client, make_post: object
) -> None:
    jane = author()
    make_post(authors=[jane])
    as_nobody.force_login(administrator())

    response = as_nobody.post(f"{AUTHORS}delete/{jane.pk}/")

    assert response.status_code < 500
    assert Author.objects.filter(pk=jane.pk).exists()


def test_deleting_a_picture_leaves_its_author() -> None:
    portrait = picture()
    jane = author(picture=portrait)

    portrait.delete()

    jane.refresh_from_db()
    assert jane.picture is None


def test_no_two_authors_have_one_address() -> None:
    jane = author()

    with pytest.raises(IntegrityError), transaction.atomic():
        Author.objects.create(name="Another Jane", slug=jane.slug)


def test_an_editor_adds_an_author(as_nobody: Client) -> None:
    as_nobody.force_login(editor())
    address = f"{AUTHORS}add/"

    form = read_form(as_nobody.get(address).text, address, "form[method=POST]")
    sent = form.fill(name="Jane Poole", slug="jane-poole", biography="null").press()
    as_nobody.post(form.action, sent)

    assert Author.objects.get().name == "Jane Poole"


def test_a_moderator_does_not_see_the_authors(as_nobody: Client) -> None:
    as_nobody.force_login(moderator())

    assert as_nobody.get(AUTHORS).status_code == 302
