"""Likes: one each, counted right, and nobody can be told by them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from blog.comments import actions, likes
from blog.comments.models import Comment, Like, Status
from blog.models import BlogPostPage
from tests.factories.comments import NOBODY, comment, published_comment, rule, take_away
from tests.factories.pages import draft_post, live_post, private_post, restrict
from tests.factories.people import moderator, reader
from tests.forms import read_form, soup

pytestmark = pytest.mark.django_db
HERE, THERE = "192.0.2.1", "192.0.2.2"


def count(entry: Comment) -> int:
    """The likes that readers see; always as many as there are rows."""
    total = Comment.objects.get(pk=entry.pk).like_count
    assert total == Like.objects.filter(comment=entry).count()
    return total


@pytest.fixture
def entry(post: BlogPostPage) -> Comment:
    """A comment that everybody can read."""
    return published_comment(post)


def test_each_household_has_one_like(entry: Comment) -> None:
    counted = [
        likes.like(comment=entry, writer=NOBODY, ip_address=address)
        for address in (HERE, HERE, THERE, "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    ]

    assert counted == [True, False, True, True, False, True]
    assert count(entry) == 4


def test_an_account_has_one_like_wherever_it_is(entry: Comment) -> None:
    user = reader()

    counted = [
        likes.like(comment=entry, writer=user, ip_address=address) for address in (HERE, THERE)
    ]

    assert counted == [True, False]
    assert count(entry) == 1


def test_a_like_can_be_taken_back_once(entry: Comment) -> None:
    likes.like(comment=entry, writer=NOBODY, ip_address=HERE)

    taken = [likes.take_back(comment=entry, writer=NOBODY, ip_address=HERE) for _ in range(2)]

    assert taken == [True, False]
    assert count(entry) == 0


def test_nobody_takes_back_what_another_gave(entry: Comment) -> None:
    likes.like(comment=entry, writer=NOBODY, ip_address=HERE)

    likes.take_back(comment=entry, writer=NOBODY, ip_address=THERE)

    assert count(entry) == 1


def test_likes_of_one_person_cannot_be_put_together(entry: Comment) -> None:
    other = published_comment(entry.page)
    for one in (entry, other):
        likes.like(comment=one, writer=NOBODY, ip_address=HERE)

    voters = set(Like.objects.values_list("voter", flat=True))
    assert len(voters) == 2
    assert not [voter for voter in voters if HERE in voter]


def test_nobody_signed_in_likes_their_own_comment(post: BlogPostPage) -> None:
    user = reader()
    own = published_comment(post, user=user)

    with pytest.raises(likes.NotLikeable, match="your own"):
        likes.like(comment=own, writer=user, ip_address=HERE)

    assert count(own) == 0


def test_what_was_taken_away_meanwhile_is_not_liked(entry: Comment) -> None:
    take_away(entry)

    with pytest.raises(likes.NotLikeable, match="no longer here"):
        likes.like(comment=entry, writer=NOBODY, ip_address=HERE)

    assert count(entry) == 0


def test_a_decision_meanwhile_loses_no_like(entry: Comment) -> None:
    likes.like(comment=entry, writer=NOBODY, ip_address=HERE)

    actions.remove(comment=entry, by=moderator(), rule=rule())

    assert count(entry) == 1


@pytest.mark.django_db(transaction=True)
def test_forty_presses_at_once_are_counted_once_each(post: BlogPostPage) -> None:
    entry = published_comment(post)

    def press(number: int) -> bool:
        try:
            return likes.like(comment=entry, writer=NOBODY, ip_address=f"198.51.100.{number // 4}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(press, range(40)))

    assert sum(counted) == 10
    assert count(entry) == 10


def press(client: Client, entry: Comment, button: str = "") -> str:
    """Press the one button of the page without a script; the page that answers."""
    address = f"/comments/{entry.pk}/like/"
    form = read_form(client.get(address).text, address)
    response = client.post(form.action, form.press(button, "1" if button else ""))
    assert response.status_code == 200
    return soup(response.text).main.get_text(" ", strip=True)


def test_liking_and_taking_back_work_without_a_script(entry: Comment) -> None:
    client = Client(enforce_csrf_checks=True)

    assert "your like is counted" in press(client, entry)
    assert count(entry) == 1
    assert "taken back" in press(client, entry, "undo")
    assert count(entry) == 0


def test_somebody_whose_household_was_counted_is_told_so(entry: Comment) -> None:
    address = f"/comments/{entry.pk}/like/"
    Client().post(address)

    page = Client().post(address).text

    assert "A like from your household was counted before" in page
    assert count(entry) == 1


def test_looking_at_the_page_likes_nothing(as_nobody: Client, entry: Comment) -> None:
    for query in ("", "?fragment=1", "?undo=1"):
        assert as_nobody.get(f"/comments/{entry.pk}/like/{query}").status_code == 200

    assert count(entry) == 0


def test_another_site_cannot_press_the_button(entry: Comment) -> None:
    response = Client(enforce_csrf_checks=True).post(f"/comments/{entry.pk}/like/")

    assert response.status_code == 403
    assert count(entry) == 0


def test_a_program_is_answered_in_json(as_nobody: Client, entry: Comment) -> None:
    address = f"/comments/{entry.pk}/like/"

    answer = as_nobody.post(address, headers={"Accept": "application/json"}).json()

    assert (answer["is_liked"], answer["likes"]) == (True, "1 like")


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_only_what_readers_see_can_be_liked(post: BlogPostPage, status: Status) -> None:
    entry = comment(post, status)

    assert Client().post(f"/comments/{entry.pk}/like/").status_code == 404


def test_nothing_under_a_page_that_not_everybody_may_read_can_be_liked(db: None) -> None:
    below = live_post()
    hidden = [published_comment(page) for page in (draft_post(), private_post(), below)]
    restrict(below)

    codes = [Client().post(f"/comments/{entry.pk}/like/").status_code for entry in hidden]

    assert codes == [404, 404, 404]


def test_a_closed_discussion_takes_no_likes_and_gives_them_back(
    post: BlogPostPage, entry: Comment
) -> None:
    address = f"/comments/{entry.pk}/like/"
    Client().post(address)
    BlogPostPage.objects.filter(pk=post.pk).update(comments_open=False)

    assert Client().post(address, REMOTE_ADDR=THERE).status_code == 422
    assert count(entry) == 1
    assert Client().post(address, {"undo": "1"}).status_code == 200
    assert count(entry) == 0


def test_likes_have_a_rate(as_nobody: Client, post: BlogPostPage, settings: object) -> None:
    settings.RATES = settings.RATES | {"like": "2/minute"}
    entries = [published_comment(post) for _ in range(3)]

    responses = [as_nobody.post(f"/comments/{entry.pk}/like/") for entry in entries]

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert int(responses[2]["Retry-After"]) > 0
    assert count(entries[2]) == 0


def test_the_post_shows_how_many_like_a_comment(as_nobody: Client, entry: Comment) -> None:
    for address in (HERE, THERE):
        likes.like(comment=entry, writer=NOBODY, ip_address=address)

    article = soup(as_nobody.get(entry.page.url).text).select_one(f"#c{entry.pk}")

    assert article.select_one("[data-comment-likes]").get_text() == "2 likes"
    assert article.select_one("[data-comment-like]")["href"] == f"/comments/{entry.pk}/like/"
