"""What readers see of questions: their state, a choice of comments, and the answered ones first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments import answers, slowing
from blog.comments.models import Comment, Question
from blog.comments.threads import THREADS_PER_PAGE, place_of
from blog.models import BlogPostPage
from tests.blog.comments.test_discussion import anchors, section
from tests.blog.comments.test_official_answers import question
from tests.blog.comments.test_sorting import walk
from tests.factories.comments import many_comments, published_comment, take_away
from tests.factories.people import moderator, official
from tests.measures import queries_of
from tests.test_query_counts import full_post

pytestmark = pytest.mark.django_db


def ask(comments: list[Comment], state: Question) -> None:
    """Give comments that were made by hand a state as questions."""
    Comment.objects.filter(pk__in=[each.pk for each in comments]).update(question=state)


def test_a_question_says_where_it_stands_and_leads_to_its_answer(
    as_nobody: Client, post: BlogPostPage
) -> None:
    waiting, passed, answered, settled = (question(post) for _ in range(4))
    answer = answers.answer(comment=answered, by=official(), text="On Monday.")
    who = moderator()
    answers.settle(comment=passed, by=who, state=Question.PASSED_ON, passed_on_to="Highways")
    answers.settle(comment=settled, by=who, state=Question.NOT_NEEDED)

    found = section(as_nobody, post.url)

    said = {
        entry.pk: [
            tag.get_text(strip=True) for tag in found.select(f"#c{entry.pk} .comment__question")
        ]
        for entry in (waiting, passed, answered, settled)
    }
    assert said == {
        waiting.pk: ["Awaiting an answer"],
        passed.pk: ["Passed on toHighways"],
        answered.pk: ["Answered: go to the answer"],
        settled.pk: [],
    }
    link = found.select_one(f"#c{answered.pk} .comment__question a")
    assert link["href"] == f"/comments/{answer.pk}/"


def test_readers_choose_what_to_see_and_a_gone_comment_is_in_no_choice(
    as_nobody: Client, post: BlogPostPage
) -> None:
    published_comment(post)
    waiting, answered = question(post), question(post)
    answer = answers.answer(comment=answered, by=official(), text="On Monday.")
    gone = published_comment(post, question=Question.AWAITING)
    published_comment(post, gone)
    take_away(gone)

    shown = {
        name: anchors(section(as_nobody, f"{post.url}?show={name}"))
        for name in ("questions", "answered", "awaiting", "official")
    }
    links = section(as_nobody, post.url).select("a[href*='?show=']")

    one, two, three = (f"c{entry.pk}" for entry in (waiting, answered, answer))
    assert shown == {
        "questions": [one, two, three],
        "answered": [two, three],
        "awaiting": [one],
        "official": [three],
    }
    assert [(link.span.get_text(), *link["rel"]) for link in links] == [
        ("2", "nofollow"),
        ("1", "nofollow"),
        ("1", "nofollow"),
        ("1", "nofollow"),
    ]


def test_nothing_to_choose_from_offers_no_choice_and_an_empty_one_says_so_kindly(
    as_nobody: Client, post: BlogPostPage
) -> None:
    published_comment(post)

    plain = section(as_nobody, post.url)
    empty = section(as_nobody, f"{post.url}?show=awaiting")

    assert not plain.select("a[href*='?show=']")
    assert "No question is waiting for an answer here." in empty.get_text()


@pytest.mark.parametrize("query", ["?show=questions", "?show=questions&sort=newest"])
def test_walking_through_a_choice_meets_each_comment_once(
    as_nobody: Client, post: BlogPostPage, query: str
) -> None:
    written = many_comments(post, [None] * 50)
    ask(written[:45], Question.AWAITING)

    met = [anchor for page in walk(as_nobody, post, query, "after") for anchor in page]

    expected = [f"c{entry.pk}" for entry in written[:45]]
    assert met == (expected[::-1] if "newest" in query else expected)


def answered_here_and_there(post: BlogPostPage) -> list[Comment]:
    """55 threads, of which every other of the last 50 is answered; in the order of reading."""
    threads = many_comments(post, [None] * 55)
    chosen = threads[5::2]
    for root in chosen:
        published_comment(post, root, official_role="Town clerk")
    return [*chosen, *(root for root in threads if root not in chosen)]


def test_answered_threads_stand_first_and_each_is_met_once_both_ways(
    as_nobody: Client, post: BlogPostPage
) -> None:
    BlogPostPage.objects.filter(pk=post.pk).update(answers_first=True)
    expected = [f"c{root.pk}" for root in answered_here_and_there(post)]
    roots = set(expected)

    pages = walk(as_nobody, post, "", "after")
    back = walk(as_nobody, post, f"?after={expected[-6][1:]}", "before")

    met = [anchor for page in pages for anchor in page if anchor in roots]
    met_back = [anchor for page in reversed(back) for anchor in page if anchor in roots]
    assert met == expected
    assert met_back == expected
    time = anchors(section(as_nobody, f"{post.url}?sort=oldest"))
    assert time[0] == f"c{min(int(anchor[1:]) for anchor in expected)}"


def test_permalinks_find_their_page_where_answered_threads_stand_first(
    as_nobody: Client, post: BlogPostPage
) -> None:
    BlogPostPage.objects.filter(pk=post.pk).update(answers_first=True)
    order = answered_here_and_there(post)

    for number in (0, THREADS_PER_PAGE - 1, THREADS_PER_PAGE, 24, 25, 26, 54):
        place = place_of(Comment.objects.get(pk=order[number].pk))
        assert f"c{order[number].pk}" in anchors(section(as_nobody, f"{post.url}{place}")), number


def test_with_everything_on_it_a_post_is_read_in_few_queries() -> None:
    post = full_post()
    BlogPostPage.objects.filter(pk=post.pk).update(answers_first=True)
    written = many_comments(post, [None, 0, 1] * 20)
    ask(written[::3], Question.AWAITING)
    published_comment(post, written[0], official_role="Town clerk")
    slowing.slow(
        page=post,
        thread=None,
        minutes=5,
        until=timezone.now() + timedelta(hours=1),
        reason="Heated.",
        by=moderator(),
    )

    counts = {
        query: len(queries_of(Client(), f"{post.url}{query}"))
        for query in ("", "?sort=newest", "?show=questions", "?show=official")
    }

    assert max(counts.values()) <= 15, counts
