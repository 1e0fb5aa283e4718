"""Writing a comment over HTTP: what is stored, and where its writer is led."""

from typing import Any

import pytest
from django.test import Client

from blog.comments import stamps
from blog.comments.models import Comment, Status
from blog.models import BlogPostPage
from tests.factories.comments import published_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator, reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
GUEST = {"name": "Nora", "email": "nora@example.org", "comment": "A bridge is not enough."}


def send(client: Client, post: BlogPostPage, **changes: str) -> Any:
    """Send a comment under a post; the guest's own words unless the test says otherwise."""
    a_minute_ago = {"stamp": stamps.make(age_seconds=60)}
    return client.post(f"/comments/form/{post.pk}/", GUEST | a_minute_ago | changes)


def test_a_comment_by_a_guest_is_held(as_nobody: Client, post: BlogPostPage) -> None:
    send(as_nobody, post)

    assert Comment.objects.get().status == Status.HELD


def test_the_words_of_a_guest_are_kept_as_typed(as_nobody: Client, post: BlogPostPage) -> None:
    send(as_nobody, post, comment="One & two.\r\n\r\n<b>Three</b> 🙂")

    assert Comment.objects.get().comment.splitlines() == ["One & two.", "", "<b>Three</b> 🙂"]


def test_a_guest_is_told_that_the_comment_is_held(as_nobody: Client, post: BlogPostPage) -> None:
    answer = as_nobody.get(send(as_nobody, post).url)

    assert "A moderator will read your comment" in answer.text
    assert GUEST["comment"] in answer.text


def test_a_held_comment_is_not_on_the_post(as_nobody: Client, post: BlogPostPage) -> None:
    send(as_nobody, post)

    assert GUEST["comment"] not in as_nobody.get(post.url).text


def test_a_guest_need_not_give_an_address(as_nobody: Client, post: BlogPostPage) -> None:
    send(as_nobody, post, email="")

    assert Comment.objects.get().user_email == ""


def test_a_moderator_publishes_at_once(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(moderator())

    send(as_nobody, post)

    assert GUEST["comment"] in Client().get(post.url).text


def test_who_publishes_at_once_is_led_to_the_comment(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(moderator())

    response = as_nobody.get(send(as_nobody, post).url)

    assert response.url == f"{post.url}#c{Comment.objects.get().pk}"


def test_a_first_comment_by_an_account_is_held(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(reader())

    send(as_nobody, post)

    assert Comment.objects.get().status == Status.HELD


def test_an_account_that_was_let_through_publishes(as_nobody: Client, post: BlogPostPage) -> None:
    user = reader()
    published_comment(post, user=user)
    as_nobody.force_login(user)

    send(as_nobody, post)

    assert Comment.objects.get(comment=GUEST["comment"]).is_published


def test_somebody_signed_in_cannot_take_another_name(as_nobody: Client, post: BlogPostPage) -> None:
    user = reader()
    as_nobody.force_login(user)

    send(as_nobody, post, name="The Mayor", email="mayor@example.org")

    written = Comment.objects.get()
    assert (written.author_name, written.user_name, written.user_email) == (user.username, "", "")


def test_somebody_signed_in_is_not_asked_for_a_name(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(reader())

    address = f"/comments/form/{post.pk}/"
    form = read_form(as_nobody.get(address).text, address)

    assert not {"name", "email"} & form.names


def test_a_reply_stands_below_what_it_answers(as_nobody: Client, post: BlogPostPage) -> None:
    parent = published_comment(post)

    as_nobody.post(f"/comments/reply/{parent.pk}/", GUEST)

    assert Comment.objects.get(comment=GUEST["comment"]).path.startswith(parent.path)


def test_the_form_for_a_reply_shows_what_is_answered(as_nobody: Client, post: BlogPostPage) -> None:
    parent = published_comment(post, comment="Who will pay for it?")

    assert "Who will pay for it?" in as_nobody.get(f"/comments/reply/{parent.pk}/").text


@pytest.mark.parametrize("query", ["", "?fragment=1"])
def test_the_form_sends_to_its_own_whole_page(
    as_nobody: Client, post: BlogPostPage, query: str
) -> None:
    address = f"/comments/form/{post.pk}/"

    form = read_form(as_nobody.get(address + query).text, address, "form[method=post]")

    assert form.action == address


def test_a_fragment_is_the_form_alone(as_nobody: Client, post: BlogPostPage) -> None:
    fragment = as_nobody.get(f"/comments/form/{post.pk}/?fragment=1").text

    assert "<html" not in fragment
    assert soup(fragment).select_one("form textarea[name=comment]")


def test_the_form_is_never_kept_by_a_cache(as_nobody: Client, post: BlogPostPage) -> None:
    response = as_nobody.get(f"/comments/form/{post.pk}/")

    assert "no-store" in response.headers["Cache-Control"]


def test_the_form_is_guarded_against_other_sites(post: BlogPostPage) -> None:
    assert send(Client(enforce_csrf_checks=True), post).status_code == 403


def test_a_form_that_was_loaded_can_be_sent(post: BlogPostPage) -> None:
    client, address = Client(enforce_csrf_checks=True), f"/comments/form/{post.pk}/"
    form = read_form(client.get(address).text, address)

    client.post(form.action, form.fill(**GUEST).press())

    assert Comment.objects.count() == 1


def test_a_form_that_is_sent_twice_is_one_comment(as_nobody: Client, post: BlogPostPage) -> None:
    first = send(as_nobody, post)

    second = send(as_nobody, post)

    assert Comment.objects.count() == 1
    assert as_nobody.get(second.url).text.count(GUEST["comment"]) == as_nobody.get(
        first.url
    ).text.count(GUEST["comment"])


def test_a_moderator_who_sends_twice_writes_once(as_nobody: Client, post: BlogPostPage) -> None:
    as_nobody.force_login(moderator())
    send(as_nobody, post)

    send(as_nobody, post)

    assert Comment.objects.count() == 1


def test_the_same_words_under_another_post_are_another_comment(
    as_nobody: Client, post: BlogPostPage
) -> None:
    send(as_nobody, post)

    send(as_nobody, live_post())

    assert Comment.objects.count() == 2


def test_the_same_words_to_another_person_are_another_comment(
    as_nobody: Client, post: BlogPostPage
) -> None:
    for parent in (published_comment(post), published_comment(post)):
        as_nobody.post(f"/comments/reply/{parent.pk}/", GUEST)

    assert Comment.objects.filter(comment=GUEST["comment"]).count() == 2


def test_two_guests_of_one_name_in_one_household_keep_both_texts(
    as_nobody: Client, post: BlogPostPage
) -> None:
    send(as_nobody, post)

    send(as_nobody, post, comment="And one more thing.")

    assert Comment.objects.count() == 2


@pytest.mark.parametrize("number", ["0", "999999", "2147483648", "99999999999999999999"])
@pytest.mark.parametrize("address", ["form/{}/", "reply/{}/", "{}/"])
def test_what_does_not_exist_is_not_found(
    as_nobody: Client, db: None, address: str, number: str
) -> None:
    for method in (as_nobody.get, as_nobody.post):
        assert method(f"/comments/{address.format(number)}").status_code in {404, 405}


def test_whose_comment_appears_at_once_has_an_address_to_change_it_at(
    as_nobody: Client, post: BlogPostPage
) -> None:
    user = reader()
    published_comment(post, user=user)
    as_nobody.force_login(user)

    page = as_nobody.get(send(as_nobody, post).url).text

    assert "Your comment is published" in page
    assert "Change the text" in page
