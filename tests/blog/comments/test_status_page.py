"""The page at which a comment's writer, and nobody else, sees what became of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client, override_settings
from django.utils import timezone

from blog.comments import actions, authorship, redaction, reports, signed_links, tasks
from blog.comments.models import Comment, Decision, DiscussionSettings, Question, Status
from blog.comments.signed_links import comment_id_from, status_url
from blog.models import BlogPostPage
from tests.blog.comments.house_rules import new_rules
from tests.factories.comments import (
    NOBODY,
    comment,
    held_comment,
    published_comment,
    rule,
    unconfirmed_comment,
)
from tests.factories.pages import restrict
from tests.factories.people import moderator
from tests.forms import soup
from tests.mail import MailServer

pytestmark = pytest.mark.django_db

SENTENCES = [
    (Status.UNCONFIRMED, "One step is left"),
    (Status.HELD, "A moderator will read your comment"),
    (Status.PUBLISHED, "Your comment is published"),
    (Status.REMOVED, "Your comment was removed"),
    (Status.SPAM, "Your comment was not published"),
    (Status.WITHDRAWN, "You took your comment back"),
    (Status.REFUSED, "Your comment was not published"),
]


def test_every_status_has_a_sentence() -> None:
    assert {status for status, _sentence in SENTENCES} == set(Status)


@pytest.mark.parametrize(("status", "sentence"), SENTENCES)
def test_the_writer_sees_what_became_of_the_comment(
    as_nobody: Client, post: BlogPostPage, status: Status, sentence: str
) -> None:
    response = as_nobody.get(status_url(comment(post, status)))

    assert response.status_code == 200
    assert sentence in response.text


@pytest.mark.parametrize("status", Status)
def test_the_writer_always_sees_the_words_again(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    entry = comment(post, status, comment="A bridge is not enough.")

    assert "A bridge is not enough." in as_nobody.get(status_url(entry)).text


@pytest.mark.parametrize("status", [Status.REFUSED, Status.REMOVED])
def test_the_writer_sees_the_reason(as_nobody: Client, post: BlogPostPage, status: Status) -> None:
    entry = comment(post, status, reason="It names a child.")

    assert "It names a child." in as_nobody.get(status_url(entry)).text


def test_the_page_of_a_published_comment_leads_to_it(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post)

    assert f'href="{entry.get_absolute_url()}"' in as_nobody.get(status_url(entry)).text


@pytest.mark.parametrize("status", Status)
def test_the_address_is_never_shown(
    as_nobody: Client, post: BlogPostPage, settings: Any, status: Status
) -> None:
    settings.MAIL_IS_DELIVERED = True
    entry = comment(post, status, user_email="nora@example.org", confirmed_at=timezone.now())

    page = as_nobody.get(status_url(entry)).text

    assert "nora@" not in page
    assert page.count("n…@example.org") <= page.count("…@")


@pytest.mark.parametrize("status", set(Status) - {Status.UNCONFIRMED, Status.WITHDRAWN})
def test_no_moderator_is_named(as_nobody: Client, post: BlogPostPage, status: Status) -> None:
    who = moderator()
    entry = comment(post, status, moderated_by=who, moderated_at=timezone.now())

    page = as_nobody.get(status_url(entry)).text

    assert who.get_full_name() not in page
    assert who.username not in page


DECIDED = [Status.PUBLISHED, Status.REMOVED, Status.SPAM, Status.REFUSED]


@pytest.mark.parametrize("status", DECIDED)
def test_a_persons_decision_is_called_one_with_its_day(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    moment = datetime(2026, 5, 6, 12, tzinfo=UTC)
    entry = comment(post, status, moderated_at=moment)

    assert "A moderator decided this on 6 May 2026." in as_nobody.get(status_url(entry)).text


@pytest.mark.parametrize("status", [Status.REMOVED, Status.SPAM, Status.REFUSED])
def test_what_no_person_decided_is_called_a_filters_decision(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    page = as_nobody.get(status_url(comment(post, status))).text

    assert "A filter did" in page
    assert "A moderator decided" not in page


def test_what_was_published_by_the_rules_says_which(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post, reason="A moderator has let an earlier one through.")

    page = as_nobody.get(status_url(entry)).text

    assert "The rules of this site" in page
    assert "A moderator has let an earlier one through." in page


def test_why_a_comment_waits_is_said_in_words(as_nobody: Client, post: BlogPostPage) -> None:
    entry = held_comment(post, reason="Everybody’s first.", signals=["quick", "personal_data"])

    page = as_nobody.get(status_url(entry)).text

    for sentence in ("Everybody’s first.", "sent very quickly", "personal data"):
        assert sentence in page
    assert "No program decides on it." in page


def refused(post: BlogPostPage, explanation: str = "") -> Comment:
    """A comment that a moderator refused by the second rule."""
    entry = held_comment(post)
    return actions.refuse(comment=entry, by=moderator(), rule=rule(2), explanation=explanation)


def test_a_refusal_cites_its_rule_as_it_was(as_nobody: Client, post: BlogPostPage) -> None:
    entry = refused(post)
    new_rules("Another first.", "Another second.")

    page = soup(as_nobody.get(status_url(entry)).text)

    (link,) = page.select("a[href*='version=1']")
    assert link.get_text() == "Rule 2: Stay with the subject of the post."
    response = as_nobody.get(str(link["href"]))
    assert "Stay with the subject of the post." in response.text
    assert soup(response.text).select_one("#rule-2")


def test_what_the_moderator_says_is_shown_line_by_line_and_as_text(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = refused(post, explanation="It names <b>a child</b>.\r\nPlease do not.")

    page = as_nobody.get(status_url(entry)).text

    assert "It names &lt;b&gt;a child&lt;/b&gt;.<br>Please do not." in page


def test_the_page_says_until_when_a_moderator_means_to_decide(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = held_comment(post)
    Comment.objects.filter(pk=entry.pk).update(due_at=timezone.now() + timedelta(days=2))
    assert "We mean to decide by" in as_nobody.get(status_url(entry)).text

    Comment.objects.filter(pk=entry.pk).update(due_at=timezone.now() - timedelta(days=2))
    assert "and are late. It is not forgotten." in as_nobody.get(status_url(entry)).text


def test_the_page_tells_all_that_happened_and_names_nobody(
    as_nobody: Client, post: BlogPostPage
) -> None:
    first, second = moderator(), moderator()
    entry, address = unconfirmed_comment(post, comment="Will herons be heard?")
    authorship.confirm(token=address.split("/")[-2])
    actions.refuse(comment=entry, by=first, rule=rule(2), explanation="Off the subject.")
    authorship.ask_for_review(comment=entry, why="It is about herons.")
    actions.approve(comment=entry, by=second)
    passage = ["herons"]
    redaction.redact(comment=entry, by=first, passages=passage, rule=rule(3))
    taken_back = actions.decide("remove", entry, by=first, rule=rule(1))
    Decision.objects.filter(pk=taken_back.pk).update(undone_at=timezone.now())

    page = soup(as_nobody.get(status_url(entry)).text)

    told = [item.get_text(" ", strip=True) for item in page.select(".history li div")]
    expected = [
        "You confirmed your address. It was held for a moderator to read.",
        (
            "A moderator decided not to publish it. Rule 2: Stay with the subject of the post."
            " Off the subject."
        ),
        "You asked for a review.",
        "After your request for a review: A moderator published it.",
        "A moderator blacked out personal data in it. Rule 3:",
    ]
    assert [line for line in told if "question" not in line][:4] == expected[:4]
    assert told[-1].startswith(expected[4])
    for who in (first, second):
        assert who.username not in page.get_text()
        assert who.get_full_name() not in page.get_text()


def test_a_comment_that_readers_reported_is_not_called_a_new_one(
    as_nobody: Client, post: BlogPostPage
) -> None:
    DiscussionSettings.objects.update_or_create(defaults={"hold_after_reports": 1})
    entry = published_comment(post)
    reports.report(
        comment=entry, writer=NOBODY, ip_address="192.0.2.1", rule=rule(1), why="He shouts."
    )

    page = as_nobody.get(status_url(entry)).text

    assert "Readers reported your comment" in page
    assert "Several readers reported it. Who they are is told to nobody." in page
    assert "He shouts." not in page
    assert "Thank you" not in page


def test_a_question_that_was_answered_leads_to_the_answer(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = published_comment(post, comment="Will herons be heard?")
    reply = published_comment(post, entry, official_role="Town clerk")
    Comment.objects.filter(pk=entry.pk).update(question=Question.ANSWERED, answer=reply)

    page = as_nobody.get(status_url(entry)).text

    assert "Answered" in page
    assert f'href="{reply.get_absolute_url()}"' in page


def test_the_page_says_when_the_link_was_really_sent(
    as_nobody: Client, post: BlogPostPage, mail_server: MailServer
) -> None:
    entry, _address = unconfirmed_comment(post)
    assert "It is not on its way yet." in as_nobody.get(status_url(entry)).text

    tasks.send_confirmation.enqueue(entry.pk)
    assert "Sent on" in as_nobody.get(status_url(entry)).text

    mail_server.go_down()
    tasks.send_confirmation.enqueue(entry.pk)
    assert "It is not on its way yet." in as_nobody.get(status_url(entry)).text


def test_what_was_published_once_is_called_removed(as_nobody: Client, post: BlogPostPage) -> None:
    entry = comment(post, Status.SPAM, published_at=timezone.now())

    assert "Your comment was removed" in as_nobody.get(status_url(entry)).text


def test_of_an_erased_comment_nothing_is_left_to_do(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post, user_name="Nora", comment="A bridge is not enough.")
    authorship.erase(comment=entry)

    page = as_nobody.get(status_url(entry)).text

    assert "This comment was erased" in page
    for part in ("Nora", "A bridge is not enough.", "What you can do"):
        assert part not in page


@pytest.mark.parametrize("path", ["", "edit/", "withdraw/", "review/"])
@pytest.mark.parametrize("hide", [restrict, BlogPostPage.unpublish])
def test_a_page_that_is_not_public_any_more_is_not_named(
    as_nobody: Client, post: BlogPostPage, hide: Any, path: str
) -> None:
    entry = comment(post, Status.REFUSED)
    hide(post)

    page = as_nobody.get(status_url(entry) + path).text

    assert page
    assert post.title not in page
    assert post.url not in page


def test_the_address_is_not_told_to_other_sites(as_nobody: Client, post: BlogPostPage) -> None:
    response = as_nobody.get(status_url(held_comment(post)))

    assert response.headers["Referrer-Policy"] == "strict-origin"


def test_the_page_is_never_kept_by_a_cache(as_nobody: Client, post: BlogPostPage) -> None:
    response = as_nobody.get(status_url(held_comment(post)))

    assert "no-store" in response.headers["Cache-Control"]


def test_the_page_is_kept_out_of_search_engines(as_nobody: Client, post: BlogPostPage) -> None:
    assert "noindex" in as_nobody.get(status_url(held_comment(post))).text


def forged(entry: Comment) -> list[str]:
    """Tokens that we have not given to anybody."""
    good = status_url(entry).split("/")[-2]
    return [
        f"{good}x",
        good[:-1],
        good[1:],
        "x",
        "a:b:c",
        signing.dumps({"comment": entry.pk}),
        signing.dumps({"comment": entry.pk}, salt="another"),
        signing.dumps({"comment": "x"}, salt=signed_links.STATUS_SALT),
        signing.dumps({"other": entry.pk}, salt=signed_links.STATUS_SALT),
        signing.dumps([entry.pk], salt=signed_links.STATUS_SALT),
    ]


def test_a_forged_token_is_not_found(as_nobody: Client, post: BlogPostPage) -> None:
    tokens = forged(held_comment(post))

    codes = {as_nobody.get(f"/comments/status/{token}/").status_code for token in tokens}
    assert codes == {404}


def test_a_token_signed_with_another_key_is_not_found(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = held_comment(post)
    with override_settings(SECRET_KEY="another-key-that-is-long-enough-0123456789"):
        address = status_url(entry)

    assert as_nobody.get(address).status_code == 404


def test_an_earlier_key_is_still_accepted(as_nobody: Client, post: BlogPostPage) -> None:
    earlier = "another-key-that-is-long-enough-0123456789"
    entry = held_comment(post)
    with override_settings(SECRET_KEY=earlier):
        address = status_url(entry)

    with override_settings(SECRET_KEY_FALLBACKS=[earlier]):
        assert as_nobody.get(address).status_code == 200


def test_an_address_ends_after_a_year(post: BlogPostPage, monkeypatch: pytest.MonkeyPatch) -> None:
    address = status_url(held_comment(post))

    monkeypatch.setattr(signed_links, "STATUS_MAX_AGE", -1)

    assert comment_id_from(address.split("/")[-2]) is None


def test_the_address_of_a_deleted_comment_is_not_found(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entry = held_comment(post)
    address = status_url(entry)

    entry.delete()

    assert as_nobody.get(address).status_code == 404


@pytest.mark.parametrize("status", Status)
def test_the_page_is_there_when_the_post_is_not_public_any_more(
    as_nobody: Client, post: BlogPostPage, status: Status
) -> None:
    entry = comment(post, status)
    post.unpublish()

    assert as_nobody.get(status_url(entry)).status_code == 200


def test_the_page_gives_no_link_that_leads_nowhere(as_nobody: Client, post: BlogPostPage) -> None:
    entry = published_comment(post)
    restrict(post)

    links: Any = as_nobody.get(status_url(entry)).text
    assert entry.get_absolute_url() not in links


def test_the_status_page_only_answers_questions(as_nobody: Client, post: BlogPostPage) -> None:
    assert as_nobody.post(status_url(held_comment(post))).status_code == 405
