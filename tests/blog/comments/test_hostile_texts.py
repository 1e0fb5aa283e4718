"""Two thousand hostile texts, through the form, the preview, the status page, and a browser."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from blog.comments import markup
from blog.comments.fields import LinesField
from blog.comments.models import Comment
from blog.comments.signed_links import status_url
from blog.models import BlogPostPage
from tests.blog.comments.hostile import TOTAL, famous, texts, together
from tests.browser import Visit
from tests.factories.comments import published_comment
from tests.factories.pages import live_post
from tests.factories.people import moderator
from tests.forms import read_form
from tests.markup import comment_errors, page_errors

TAKEN, NOT_AS_IT_STANDS = 302, 422


@pytest.fixture
def any_number_of_times(settings: Any) -> None:
    """Nobody is told to wait."""
    settings.RATES = dict.fromkeys(settings.RATES, "1000000/minute")


def test_there_are_two_thousand_of_them() -> None:
    assert len(set(texts())) == TOTAL == 2000


@pytest.mark.once
def test_no_text_of_two_thousand_becomes_more_than_harmless_html() -> None:
    field = LinesField(required=False)
    broken = []
    for text in texts():
        typed = field.to_python(text.replace("\0", ""))
        broken += [(text, error) for error in comment_errors(markup.render(typed))]

    assert broken == []


@pytest.mark.django_db
def test_no_text_of_two_thousand_breaks_the_form_or_the_thread(post: BlogPostPage) -> None:
    """The famous ones in a request each, and all of them, as many in one as there is room for."""
    first = published_comment(post)
    client = Client()
    client.force_login(moderator())  # who is published at once
    address = f"/comments/reply/{first.pk}/"
    sent = read_form(client.get(address).text, address, "main form.form").press()
    answers, broken = Counter[int](), []
    for text in [*famous(), *together()]:
        answer = client.post(address, sent | {"comment": [text], "keep_personal_data": ["on"]})
        answers[answer.status_code] += 1
        if answer.status_code != TAKEN:
            broken += page_errors(answer.text)

    assert set(answers) == {TAKEN, NOT_AS_IT_STANDS}, answers
    assert answers[TAKEN] > answers[NOT_AS_IT_STANDS]
    assert broken == []
    stored = Comment.objects.filter(root_id=first.pk, depth=1)
    assert [error for entry in stored for error in comment_errors(entry.body_html)] == []
    page = client.get(f"{post.url}?thread={first.pk}").text
    pages = 0
    while page:
        pages += 1
        assert page_errors(page) == []
        page = _next_page(client, post, page)
    assert pages == -(-stored.count() // 100)


def _next_page(client: Client, post: BlogPostPage, page: str) -> str:
    """The page of further replies to the same comment; "" after the last."""
    _before, found, after = page.rpartition("&amp;from=")
    if not found or 'class="thread__more"' not in page:
        return ""
    number = after.split("#")[0].split("&")[0].split('"')[0]
    root = Comment.objects.get(pk=int(number)).root_id
    return client.get(f"{post.url}?thread={root}&from={number}").text


@pytest.mark.django_db
@pytest.mark.usefixtures("any_number_of_times")
def test_no_text_breaks_the_status_page_the_edit_or_the_preview(post: BlogPostPage) -> None:
    entry = published_comment(post)
    client = Client()
    broken: list[str] = []
    for n, text in enumerate(together()):
        address = f"{status_url(entry)}edit/"
        sent = {"comment": text, "keep_personal_data": "on"}
        answer = client.post(address, sent | ({"preview": "1"} if n % 2 else {}))
        assert answer.status_code in {200, TAKEN, NOT_AS_IT_STANDS}, text
        if answer.status_code != TAKEN:
            broken += page_errors(answer.text)
        entry = Comment.objects.get(pk=entry.pk)
        if answer.status_code == TAKEN:
            broken += page_errors(client.get(status_url(entry)).text)
            broken += comment_errors(entry.body_html)
        if not entry.is_published:  # a link was added: a moderator would look
            entry = published_comment(post, comment="Words.")

    assert broken == []


@pytest.mark.django_db
@pytest.mark.usefixtures("any_number_of_times")
def test_no_name_breaks_the_form_or_the_thread(post: BlogPostPage) -> None:
    client = Client()
    for n, name in enumerate(texts()[::40]):
        sent = {"name": name[:50], "email": name[:60], "comment": f"Words {n}.", "website": ""}
        answer = client.post(f"/comments/form/{post.pk}/", sent)
        assert answer.status_code in {TAKEN, NOT_AS_IT_STANDS}, name
        if answer.status_code == NOT_AS_IT_STANDS:
            assert page_errors(answer.text) == []
        published_comment(post, user_name=name[:50].replace("\0", ""))

    assert page_errors(client.get(post.url).text) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent", [b"comment=%ED%A0%80&name=%FF%FE", b"comment=%C0%80%80&name=N", b"%=%"]
)
def test_what_is_no_utf_8_is_no_error(post: BlogPostPage, sent: bytes) -> None:
    kind = "application/x-www-form-urlencoded"

    answer = Client().post(f"/comments/form/{post.pk}/", sent, content_type=kind)

    assert answer.status_code in {TAKEN, NOT_AS_IT_STANDS}


def _listen(page: Page, host: str) -> list[str]:
    """What the page does that it must not: dialogs, requests elsewhere, refusals by the policy."""
    found: list[str] = []
    page.on("dialog", lambda dialog: (found.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(host) else found.append(f"request: {asked.url}"),
    )
    page.on(
        "framenavigated",
        lambda frame: None if frame.url.startswith(host) else found.append(frame.url),
    )
    return found


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_no_text_runs_and_nothing_leaves_the_site(
    visit: Visit, live_server: Any
) -> None:
    post = live_post()
    first = published_comment(post)
    for text in together():
        entry = Comment(
            page=post,
            parent_id=first.pk,
            status=first.status,
            user_name=text[:40].replace("\0", ""),
        )
        entry.published_at = first.published_at
        entry.set_text(text.replace("\0", ""))
        entry.save()
    reader = visit()
    found = _listen(reader, live_server.url)

    address = f"{post.url}?thread={first.pk}"
    shown = 0
    while address:
        reader.goto(address)
        reader.wait_for_load_state("networkidle")
        shown += reader.locator("#discussion article").count()
        assert reader.evaluate("window.wasRun") is None
        more = reader.locator(".thread__more a")
        address = more.get_attribute("href") if more.count() else ""
        address = f"{post.url}{address}" if address.startswith("?") else address

    assert found == []
    assert shown >= Comment.objects.count()
