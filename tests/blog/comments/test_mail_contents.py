"""What is in the head and the two bodies of every mail about comments, and what is not."""

import re
from typing import Any

import pytest
from django.utils import timezone

from blog.comments import actions, following, notices, tasks
from blog.comments.models import Decision, EmailConfirmation, Status
from blog.comments.postbox import one_line
from blog.models import BlogPostPage
from tests.factories.comments import comment, published_comment, rule
from tests.factories.followers import follower
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.forms import soup
from tests.mail import MailServer, html_of, links_in, text_of

VICTIM = "victim@example.org"
# What somebody might type who wants it to reach a stranger under the site's name.
BAIT = "Win a prize at https://evil.example"


def unconfirmed(page: BlogPostPage, **fields: Any) -> Any:
    """A guest's comment whose writer is to be sent a link."""
    entry = comment(page, Status.UNCONFIRMED, **{"user_email": VICTIM, **fields})
    EmailConfirmation.objects.create(
        comment=entry, token_hash=f"nobody's {entry.pk}", expires_at=timezone.now()
    )
    return entry


@pytest.fixture
def all_mails(mail_server: MailServer, django_capture_on_commit_callbacks: Any) -> MailServer:
    """One of each mail has been sent, about things with awkward names."""
    page = live_post("Bridges & O'Neil\u2028Bcc: all@example.org\x07")
    other = live_post("Another")
    tasks.send_confirmation.enqueue(unconfirmed(page, user_name=BAIT, comment=BAIT).pk)
    with django_capture_on_commit_callbacks(execute=True):
        following.ask(page=page, thread=None, email="ask@example.org")
        follower(page, "digest@example.org")
        following.ask(page=page, thread=None, email="digest@example.org", remind=True)
    published_comment(
        page,
        user_name="Pat O'Neil\r\nBcc: all@example.org",
        user_email="pat@example.org",
        ip_address="192.0.2.77",
        comment="1 < 2 & <script>\n.\n-- \nSee https://evil.example\nFrom: me",
    )
    follower(other, "more@example.org")
    follower(page, "more@example.org")
    for _ in range(2):
        published_comment(other)
    entry = comment(
        page,
        Status.HELD,
        user_email="told@example.org",
        user_name=BAIT,
        comment=BAIT,
        confirmed_at=timezone.now(),
        wants_notice=True,
    )
    words = "Read <b>this</b>:\r\n.\r\n-- \r\nFrom: me & you"
    decision = actions.decide("refuse", entry, by=moderator(), rule=rule(), explanation=words)
    Decision.objects.filter(pk=decision.pk).update(notice_due_at=timezone.now())
    notices.send_due()
    assert len(mail_server.messages) == 6
    return mail_server


@pytest.mark.django_db
def test_every_mail_says_from_whom_it_is_and_that_a_program_sent_it(
    all_mails: MailServer,
) -> None:
    for message in all_mails.messages:
        assert message["From"] == "no-reply@testserver"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["List-Id"] == "<comments.testserver>"
        assert re.fullmatch(r"<[^@\s]+@testserver>", message["Message-ID"])
        assert message["Reply-To"] is message["Cc"] is message["Bcc"] is None
    assert len({message["Message-ID"] for message in all_mails.messages}) == 6


@pytest.mark.django_db
def test_every_mail_has_one_address_and_knows_of_no_other(all_mails: MailServer) -> None:
    for message, source in zip(all_mails.messages, all_mails.sources, strict=True):
        everything = source + text_of(message) + html_of(message)
        addresses = set(re.findall(r"[\w.+]+@example\.org", everything))
        # What is in a title or a name is not an address of ours.
        assert addresses - {"all@example.org"} == {message["To"]} == {message["X-To"]}
        assert "192.0.2.77" not in everything


@pytest.mark.django_db
def test_no_name_or_title_can_add_a_line_to_the_head_of_a_mail(all_mails: MailServer) -> None:
    for message in all_mails.messages:
        assert set(message.keys()) <= {
            *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"),
            *("Auto-Submitted", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "X-To"),
        }
        assert "\n" not in message["Subject"]
        assert "\x07" not in message["Subject"]


@pytest.mark.django_db
def test_every_mail_can_be_read_as_text_and_as_html(all_mails: MailServer) -> None:
    for message in all_mails.messages:
        assert message.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in message.iter_parts()]
        assert kinds == ["text/plain", "text/html"]


@pytest.mark.django_db
def test_nothing_in_a_mail_is_fetched_from_anywhere(all_mails: MailServer) -> None:
    for message in all_mails.messages:
        page = soup(html_of(message))
        assert page.select("img, script, link, iframe, object, video, audio, form, base") == []
        assert page.select("[src], [background], [srcset], [style]") == []
        assert "url(" not in html_of(message)
        assert "@import" not in html_of(message)


@pytest.mark.django_db
def test_all_links_of_a_mail_are_whole_and_lead_to_this_site(all_mails: MailServer) -> None:
    for message in all_mails.messages:
        links = [str(tag["href"]) for tag in soup(html_of(message)).select("a[href]")]
        ours = [link for link in links_in(message) if "evil.example" not in link]
        assert links
        assert ours
        assert [one for one in links + ours if not one.startswith("http://testserver/")] == []


@pytest.mark.django_db
def test_names_stand_in_plain_text_as_they_were_typed(all_mails: MailServer) -> None:
    digest = text_of(all_mails.to("digest@example.org")[-1])

    assert "Bridges & O'Neil" in digest
    assert "Pat O'Neil Bcc: all@example.org wrote:" in digest
    assert "> 1 < 2 & <script> . -- See https://evil.example From: me" in digest
    assert "&#x27;" not in digest
    assert "&amp;" not in digest


@pytest.mark.django_db
def test_no_line_of_a_comment_can_be_taken_for_one_of_ours(all_mails: MailServer) -> None:
    lines = text_of(all_mails.to("digest@example.org")[-1]).splitlines()

    assert [line for line in lines if "evil.example" in line and not line.startswith("> ")] == []


@pytest.mark.django_db
def test_what_was_typed_is_text_in_html(all_mails: MailServer) -> None:
    page = soup(html_of(all_mails.to("digest@example.org")[-1]))

    names = [tag.get_text() for tag in page.select("strong bdi")]
    assert names == ["Pat O'Neil Bcc: all@example.org"]
    assert "1 < 2 & <script>" in page.get_text()


@pytest.mark.django_db
def test_the_mail_to_an_unproven_address_says_nothing_that_its_sender_typed(
    all_mails: MailServer,
) -> None:
    (message,) = all_mails.to(VICTIM)

    whole = message["Subject"] + text_of(message) + html_of(message)
    assert "evil" not in whole
    assert "prize" not in whole
    assert "Bridges & O'Neil" in text_of(message)
    assert message["Subject"] == "Confirm your comment on Hustings"
    assert "Somebody, probably you," in text_of(message)
    assert "48 hours" in text_of(message)
    assert "If it was not you, do nothing" in text_of(message)
    assert "Never write to me again" in text_of(message)


@pytest.mark.django_db
def test_the_moderators_words_are_quoted_as_they_were_typed(all_mails: MailServer) -> None:
    (message,) = all_mails.to("told@example.org")

    assert "> Read <b>this</b>:\n> .\n> --\n> From: me & you" in text_of(message)
    assert "evil" not in text_of(message) + html_of(message)
    assert "Read <b>this</b>:" in soup(html_of(message)).get_text()


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\nb", "a b"), ("a\r\n b ", "a b"), ("a\u2028b\u2029c\x85d", "a b c d"), ("a\0b", "a b")],
)
def test_a_line_has_no_breaks_of_any_kind(text: str, line: str) -> None:
    assert one_line(text) == line
