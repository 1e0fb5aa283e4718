"""What was decided stays on record, whatever is deleted that it was about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from blog.authors import Author
from blog.comments import actions, authorship
from blog.comments.models import Comment, Decision, HouseRules, OfficialRole
from blog.models import BlogPostPage, PostAuthor
from tests.factories.comments import held_comment, published_comment, rule
from tests.factories.pages import author, live_post, site_tree
from tests.factories.people import administrator, moderator, reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
LOG, TRANSPARENCY = "/comments/log/", "/comments/transparency/"
# What of a decision is about rows that may go; the rest is its content.
POINTERS = {"moderator_id", "comment_id", "page_id"}


@pytest.fixture
def decided() -> BlogPostPage:
    """A post by an author, with a comment by an account that was refused, and one published."""
    post = live_post("The heron bridge", authors=[author("Ann Author")])
    who, writer = moderator(), reader()
    refused = held_comment(post, user=writer)
    actions.refuse(comment=refused, by=who, rule=rule(2), explanation="Not here.")
    actions.approve(comment=held_comment(post, user=writer), by=who)
    authorship.withdraw(comment=published_comment(post))
    return post


def content() -> list[dict[str, Any]]:
    """The whole record, without what points at rows that may go."""
    rows = Decision.objects.order_by("pk").values()
    return [{name: row[name] for name in row if name not in POINTERS} for row in rows]


def delete_page_in_the_admin(post: BlogPostPage) -> None:
    client, address = Client(), f"/admin/pages/{post.pk}/delete/"
    client.force_login(administrator())
    form = read_form(client.get(address).text, address, f'form[action="{address}"]')
    client.post(address, form.press())
    assert not BlogPostPage.objects.filter(pk=post.pk).exists()
    assert not Comment.objects.exists()


def delete_the_blog(post: BlogPostPage) -> None:
    site_tree().blog.delete()
    assert not Comment.objects.exists()


def delete_the_comments(post: BlogPostPage) -> None:
    Comment.objects.all().delete()


def delete_all_accounts_in_the_admin(post: BlogPostPage) -> None:
    client = Client()
    client.force_login(administrator())
    for user in get_user_model().objects.filter(is_superuser=False):
        client.post(f"/admin/users/delete/{user.pk}/")
    assert not get_user_model().objects.filter(is_superuser=False).exists()


def delete_the_rules(post: BlogPostPage) -> None:
    HouseRules.objects.all().delete()


def delete_the_author(post: BlogPostPage) -> None:
    PostAuthor.objects.all().delete()
    Author.objects.all().delete()


DELETIONS = [
    delete_page_in_the_admin,
    delete_the_blog,
    delete_the_comments,
    delete_all_accounts_in_the_admin,
    delete_the_rules,
    delete_the_author,
]


@pytest.mark.parametrize("delete", DELETIONS)
def test_no_deletion_takes_a_decision_off_the_record(
    decided: BlogPostPage, delete: Callable[[BlogPostPage], None]
) -> None:
    before = content()
    assert len(before) == 3

    delete(decided)

    assert content() == before
    log = Client().get(f"{LOG}?what=all")
    assert log.status_code == 200
    assert "Rule 2: Stay with the subject of the post." in soup(log.text).get_text(" ")
    assert Client().get(TRANSPARENCY).status_code == 200


def test_all_of_them_together_leave_the_record_as_it_was(decided: BlogPostPage) -> None:
    before = content()

    for delete in (delete_the_author, delete_the_rules, delete_all_accounts_in_the_admin):
        delete(decided)
    delete_page_in_the_admin(decided)

    assert content() == before
    assert "Rule 2: Stay with the subject" in soup(Client().get(LOG).text).get_text(" ")


def test_of_a_deleted_account_the_comment_stays_without_a_name() -> None:
    post, writer = live_post(), reader()
    OfficialRole.objects.create(user=writer, title="Town clerk")
    published_comment(post, user=writer, official_role="Town clerk", comment="It is mended.")

    writer.delete()

    words = soup(Client().get(post.url).text).get_text(" ", strip=True)
    assert "It is mended." in words
    assert "Somebody whose account is gone" in words
    assert writer.username not in words
    assert Comment.objects.get().official_role == "Town clerk"


def test_what_a_guest_typed_as_a_name_stays() -> None:
    assert published_comment(live_post(), user_name="Nora").author_name == "Nora"


def test_a_preview_without_a_name_claims_nothing_about_an_account() -> None:
    assert Comment(comment="Hello.").author_name == ""
