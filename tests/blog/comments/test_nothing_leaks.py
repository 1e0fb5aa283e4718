"""What a person gives to write a comment is shown to nobody, and stands in no log."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from blog.comments import actions, authorship, privacy, tasks
from blog.comments.models import Comment, Status, Subscription, keyed_hash, mailbox_hash
from blog.comments.signed_links import address_token, data_url, status_url
from blog.comments.urls import urlpatterns
from blog.models import BlogPostPage
from cms.logs import JSONFormatter, TextFormatter
from tests.blog.comments.test_export import by
from tests.factories.comments import published_comment, rule, take_away
from tests.factories.pages import live_post
from tests.factories.people import moderator, reader
from tests.forms import read_form, soup
from tests.mail import MailServer, link_in

pytestmark = pytest.mark.django_db
NORA, RITA = "nora.quennell@post.example", "rita.quennell@post.example"
MOST_PAGES = 60  # that are looked at, following links from the post


def hidden(email: str) -> list[str]:
    """All the ways in which an address could be told to somebody."""
    plain = email.encode()
    return [
        email,
        email.replace("@", "%40"),
        email.replace("@", "&#64;"),
        email.partition("@")[0],
        keyed_hash(email),
        mailbox_hash(email),
        hashlib.md5(plain).hexdigest(),  # as Gravatar has it
        hashlib.sha256(plain).hexdigest(),
    ]


def crawl(client: Client, *starts: str) -> dict[str, str]:
    """Every page that a reader comes to from these, with the headers before its text."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0).partition("#")[0]
        if address in found or not address.startswith(("/blog/", "/comments/", "/search/")):
            continue
        response = client.get(address)
        found[address] = f"{response.headers}\n{response.text}"
        if 300 <= response.status_code < 400:
            waiting.append(response.url)
        if "html" not in response.headers["Content-Type"]:
            continue
        links = soup(response.text).select("a[href], link[href]")
        base = address.partition("?")[0]
        hrefs = [str(link["href"]).removeprefix("http://testserver") for link in links]
        waiting += [base + href if href.startswith("?") else href for href in hrefs]
    return found


def discussion(post: BlogPostPage) -> list[Comment]:
    """Comments in each state that readers see anything of, by a guest and by an account."""
    first = by(NORA, post, comment="A heron is not enough.")
    answer = by(NORA, post, parent=first, comment="Two heron, then.")
    gone = take_away(published_comment(post, answer, user_email=NORA, email_hash=keyed_hash(NORA)))
    account = reader()
    account.email = RITA
    account.save()
    own = published_comment(post, user=account, comment="Three heron.")
    hidden_ones = [by(NORA, post, Status.HELD), by(NORA, post, Status.SPAM)]
    return [first, answer, gone, own, *hidden_ones]


def test_no_page_that_a_reader_comes_to_has_an_e_mail_address(
    as_nobody: Client, post: BlogPostPage
) -> None:
    entries = discussion(post)
    starts = [
        post.url,
        *(f"/comments/{entry.pk}/" for entry in entries),
        *(f"/comments/reply/{entry.pk}/" for entry in entries),
        "/comments/feed/",
        f"{post.url}comments/feed/",
        "/search/?q=heron&in=comments",
        "/blog/",
    ]

    pages = crawl(as_nobody, *starts)

    assert len(pages) > len(starts)
    for page in pages.values():
        assert [trace for email in (NORA, RITA) for trace in hidden(email) if trace in page] == []


@pytest.mark.parametrize(
    "query",
    [
        "?user_email=nora",
        "?order_by=user_email",
        "?format=json",
        "?fields=user_email,ip_address",
        "?export=csv",
        "?email=nora.quennell",
    ],
)
def test_no_question_that_nobody_expects_gets_it_out(
    as_nobody: Client, post: BlogPostPage, query: str
) -> None:
    entries = discussion(post)
    for address in (
        post.url,
        "/comments/feed/",
        "/search/",
        f"/comments/{entries[0].pk}/",
        f"/comments/form/{post.pk}/",
        f"/comments/reply/{entries[0].pk}/",
    ):
        response = as_nobody.get(address + query, headers={"accept": "application/json"})
        page = f"{response.headers}\n{response.text}"
        traces = [trace for trace in hidden(NORA) if trace != "nora.quennell" and trace in page]
        assert traces == []


@pytest.mark.parametrize("text", [NORA, "quennell", "post.example", keyed_hash(NORA)])
def test_nobody_finds_a_comment_by_the_address_of_its_writer(
    as_nobody: Client, post: BlogPostPage, text: str
) -> None:
    discussion(post)

    assert "heron" not in as_nobody.get("/search/", {"q": text, "in": "comments"}).text


@pytest.mark.parametrize("status", Status)
def test_the_status_page_shows_no_whole_address(
    as_nobody: Client, post: BlogPostPage, settings: Any, status: Status
) -> None:
    """People show it to others, and it was shown to whoever typed the address."""
    settings.MAIL_IS_DELIVERED = True
    entry = by(NORA, post, status)

    page = as_nobody.get(status_url(entry)).text

    assert [trace for trace in hidden(NORA) if trace in page] == []
    assert "198.51.100.7" not in page


def test_no_moderator_is_named_to_the_writer(as_nobody: Client, post: BlogPostPage) -> None:
    entry, who = by(NORA, post), moderator()
    actions.remove(comment=entry, by=who, rule=rule(), explanation="A reason.")
    download = as_nobody.get(f"{data_url(keyed_hash(NORA))}download/").text

    for page in (as_nobody.get(status_url(entry)).text, download):
        assert [
            name for name in (who.username, who.get_full_name(), who.email) if name in page
        ] == []


# --- The log --------------------------------------------------------------------------------------
TEXT, NAME, HOME = "A heron is not enough.", "Nora Quennell", "198.51.100.77"


class Log(logging.Handler):
    """Keeps every line as the product would write it, in both of its formats."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Once as text, and once as JSON."""
        self.lines += [formatter.format(record) for formatter in (TextFormatter(), JSONFormatter())]


@pytest.fixture
def log() -> Any:
    """All that is written into the log while the test runs."""
    handler = Log()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def told(log: Log, *secrets: str) -> list[str]:
    """The lines that hold something of the person, or the secret of a link."""
    private = [NORA, "quennell", NAME, HOME, "heron", *(secret for secret in secrets if secret)]
    return [line for line in log.lines if any(word in line for word in private)]


def token_of(address: str) -> str:
    """The secret in an address of ours: its longest part."""
    return max(address.split("/"), key=len)


def send(client: Client, post: BlogPostPage) -> Any:
    """Write a comment as Nora, in the form as it stands."""
    address = f"/comments/form/{post.pk}/"
    form = read_form(client.get(address).text, address, "main form")
    form = form.fill(name=NAME, email=NORA, comment=TEXT)
    return client.post(address, form.press(), REMOTE_ADDR=HOME)


def press(client: Client, address: str, selector: str = "main form", **fields: str) -> Any:
    """Open a page and press the button of its form."""
    form = read_form(client.get(address).text, address, selector).fill(**fields)
    return client.post(form.action, form.press(), REMOTE_ADDR=HOME)


@pytest.mark.django_db(transaction=True)
def test_the_whole_life_of_a_comment_leaves_nothing_in_the_log(
    as_nobody: Client, mail_server: MailServer, log: Log
) -> None:
    post = live_post()
    send(as_nobody, post)
    entry = Comment.objects.get()
    confirm = link_in(mail_server.wait_for()[0], "/comments/confirm/")
    press(as_nobody, confirm.removeprefix("http://testserver"))
    actions.approve(comment=Comment.objects.get(), by=moderator())
    actions.remove(
        comment=Comment.objects.get(), by=moderator(), rule=rule(), explanation="A reason."
    )
    authorship.ask_for_review(comment=entry, why=TEXT)
    press(as_nobody, "/comments/my-data/", email=NORA)
    mine = link_in(mail_server.wait_for(2)[1], "/comments/my-data/")
    press(as_nobody, f"{mine.removeprefix('http://testserver')}erase/")
    privacy.purge()

    assert Comment.objects.get().is_erased
    assert told(log, token_of(confirm), token_of(mine), token_of(status_url(entry))) == []


def refuses(mail_server: MailServer) -> None:
    mail_server.refused.add(NORA)


def is_down(mail_server: MailServer) -> None:
    mail_server.go_down()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trouble", [refuses, is_down])
def test_a_mail_that_cannot_be_sent_leaves_nothing_in_the_log(
    as_nobody: Client, mail_server: MailServer, log: Log, trouble: Callable[[MailServer], None]
) -> None:
    trouble(mail_server)

    send(as_nobody, live_post())
    press(as_nobody, "/comments/my-data/", email=NORA)

    assert log.lines
    assert told(log) == []


def secret_addresses(post: BlogPostPage) -> list[str]:
    """One address for each pattern that holds a secret."""
    entry = by(NORA, post)
    Subscription.objects.create(page=post, email=NORA, email_hash=keyed_hash(NORA))
    secrets = {
        "my-data": token_of(data_url(keyed_hash(NORA))),
        "following": address_token(NORA),
        "unsubscribe": address_token(NORA),
    }
    return [
        "/comments/"
        + str(pattern.pattern).replace(
            "<str:token>",
            secrets.get(str(pattern.pattern).split("/")[0], token_of(status_url(entry))),
        )
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern) and "<str:token>" in str(pattern.pattern)
    ]


def test_a_failure_at_a_secret_address_does_not_write_it_into_the_log(
    post: BlogPostPage, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = secret_addresses(post)
    client = Client(raise_request_exception=False)

    def fails(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(f"Key (email)=({NORA}) already exists.")

    monkeypatch.setattr("django.core.signing.loads", fails)
    monkeypatch.setattr("django.core.signing.Signer.unsign_object", fails)
    monkeypatch.setattr(authorship, "find_confirmation", fails)

    codes = {client.get(address).status_code for address in addresses}

    assert len(addresses) > 8
    assert 500 in codes
    assert told(log, *(token_of(address) for address in addresses)) == []


def test_a_refused_form_at_a_secret_address_does_not_write_it_into_the_log(
    post: BlogPostPage, log: Log
) -> None:
    addresses = secret_addresses(post)
    stranger = Client(enforce_csrf_checks=True)

    for address in addresses:
        stranger.post(address, {"text": TEXT, "email": NORA})

    assert log.lines
    assert told(log, *(token_of(address) for address in addresses)) == []


@pytest.mark.parametrize("formatter", [TextFormatter(), JSONFormatter()])
def test_what_a_library_writes_about_a_person_is_masked(formatter: logging.Formatter) -> None:
    error = ValueError(f"{{'{NORA}': (550, b'<{NORA}> is not known here')}}")
    record = logging.LogRecord(
        "a library", logging.ERROR, "", 0, "To %s failed", (NORA,), (ValueError, error, None)
    )

    line = formatter.format(record)

    assert "[e-mail]" in line
    assert "nora" not in line
    assert "post.example" not in line


def test_what_is_left_for_the_queue_is_a_number_or_a_hash(
    post: BlogPostPage, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tasks stand in the database, with what they are called with."""
    seen: list[Any] = []
    monkeypatch.setattr(
        type(tasks.send_data_link),
        "enqueue",
        lambda _task, *args, **kwargs: seen.append((args, kwargs)),
    )

    press(Client(), "/comments/my-data/", email=NORA)

    assert seen == [((keyed_hash(NORA),), {})]
