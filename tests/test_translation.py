"""Every word of ours can be translated: in a made-up language no page, mail or feed has English."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings as product
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.blocks import Block
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.images.blocks import ImageBlock
from wagtail.models import Site

from blog.blocks import BodyBlock
from blog.comments import actions, following, notices, privacy, tasks
from blog.comments.desk.lists import LISTS
from blog.comments.models import Decision, Status, Subscription, keyed_hash
from blog.comments.signed_links import address_token, data_url, follow_url, status_url
from blog.models import BlogIndexPage
from home.models import HomePage
from tests.blog.comments.test_mail_contents import unconfirmed
from tests.blog.comments.test_rights import MAY, _patterns, addresses
from tests.browser import Visit
from tests.factories.comments import comment, published_comment, rule, unconfirmed_comment
from tests.factories.followers import follower
from tests.factories.people import administrator, moderator
from tests.factories.sample_site import SampleSite, sample_site
from tests.factories.words import in_greek
from tests.forms import soup
from tests.looks import sticking_out
from tests.mail import MailServer, html_of, text_of
from tests.pseudo import english_in, english_in_text
from tests.settings import ROOT

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("made_up_language")]
OURS = ("blog.", "cms.", "home.", "search.")
# What Wagtail has in English, and what migrations and Wagtail give as a name: content like any.
NOT_OURS = {
    "nav aria-label: Actions",
    "input value: Search",
    "Home",
    "Snippets",
    "Root",
    "Editors",
    "Moderators",
    "Administrators",
}
SAID_BY_FEEDS = {"title", "subtitle", "description", "rights"}
# A sentence in a script: three words or more in quotation marks, the first with a capital.
SENTENCE = re.compile(r"""(["'`])[A-Z][a-z]+ [a-z]+ [a-z]+[^"'`]*\1""")


def nothing_in_english(found: dict[str, list[str]]) -> None:
    """Fails with a line for each text that is."""
    lines = [f"{name}: {line}" for name, lines in found.items() for line in lines]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def pages_of_the_discussion(site: SampleSite) -> dict[str, str]:
    """The address of each page on which readers do something."""
    post, email = site.post, "nora@example.org"
    guest = {"user_name": in_greek("Nora"), "user_email": email, "comment": in_greek("Words.")}
    shown = published_comment(post, **guest)
    states = {status: comment(post, status, **guest) for status in Status}
    refused = actions.refuse(
        comment=comment(post, Status.HELD, **guest), by=moderator(), rule=rule()
    )
    _waiting, confirm = unconfirmed_comment(post)
    following.ask(page=post, thread=None, email=email)
    asked = Subscription.objects.get(email=email)
    follower(post, "nick@example.org")
    number = f"/comments/{shown.pk}"
    mine = status_url(shown)
    return {
        **{f"status {status.value}": status_url(entry) for status, entry in states.items()},
        "reply": f"/comments/reply/{shown.pk}/",
        "like": f"{number}/like/",
        "report": f"{number}/report/",
        "edit": f"{mine}edit/",
        "withdraw": f"{mine}withdraw/",
        "review": f"{status_url(refused)}review/",
        "status refused": status_url(refused),
        "follow post": f"/comments/follow/post/{post.pk}/",
        "follow thread": f"/comments/follow/thread/{shown.pk}/",
        "confirm following": follow_url(asked),
        "following": f"/comments/following/{address_token('nick@example.org')}/",
        "confirm": confirm,
        "my data": "/comments/my-data/",
        "my data, sent": "/comments/my-data/sent/",
        "my data, link": data_url(keyed_hash(email)),
        "erase": f"{data_url(keyed_hash(email))}erase/",
        "month": f"/comments/transparency/{timezone.localdate():%Y-%m}/",
        "second page": "/blog/?page=2",
        "one thread": f"{post.url}?thread={shown.root_id}",
        "questions": f"{post.url}?show=questions",
        "nothing found": "/search/?q=ωωωωω",
        "search": "/search/",
        **{
            f"unknown {what}": f"/comments/{what}/nonsense/"
            for what in ("confirm", "status", "following", "unsubscribe", "my-data")
        },
    }


@pytest.mark.django_db
def test_no_public_page_has_a_word_in_english(settings: Any) -> None:
    settings.MAIL_IS_DELIVERED = True
    site = sample_site(in_greek, comments=20)
    reader, found = Client(), {}

    pages = site.addresses | pages_of_the_discussion(site)
    for name, address in pages.items():
        found[name] = english_in(reader.get(address).text)
    # Forms that were sent empty, or with what cannot be, tell what is missing.
    forms = {name for name, address in pages.items() if "<form" in reader.get(address).text}
    for name in forms:
        for sent in ({}, {"email": "x", "comment": "x@example.org 0207 946 0018", "name": "x"}):
            answer = reader.post(pages[name], sent, headers={"Accept": "text/html"})
            found[f"{name}, sent"] = english_in(answer.text)
            cache.clear()

    assert len(forms) > 10
    nothing_in_english(found)


@pytest.mark.django_db
def test_no_page_about_something_amiss_has_a_word_in_english(rf: RequestFactory) -> None:
    sample_site(in_greek, comments=20)
    request = rf.get("/")

    found = {
        name: english_in(render_to_string(name, {"typed": [], "has_cookie": True}, request))
        for name in ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html")
    }

    nothing_in_english(found)


@pytest.mark.django_db
def test_no_feed_has_a_word_in_english(as_nobody: Client) -> None:
    site = sample_site(in_greek, comments=20)
    pages = [soup(as_nobody.get(address).text) for address in site.addresses.values()]
    feeds = {str(tag["href"]) for page in pages for tag in page.select("link[rel=alternate]")}

    found = {}
    for feed in feeds | {"/comments/feed/"}:
        tree = ET.fromstring(as_nobody.get(feed).content)
        said = [tag for tag in tree.iter() if tag.tag.rsplit("}")[-1] in SAID_BY_FEEDS]
        texts = ["".join(tag.itertext()) for tag in said]
        found[feed] = [line for text in texts for line in english_in_text(text)]

    assert len(feeds) > 0
    nothing_in_english(found)


@pytest.mark.django_db
def test_no_mail_has_a_word_in_english(
    mail_server: MailServer, django_capture_on_commit_callbacks: Any
) -> None:
    post = sample_site(in_greek, comments=20).post
    guest = {"user_name": in_greek("Nora"), "comment": in_greek("Words.")}
    tasks.send_confirmation.enqueue(unconfirmed(post, **guest).pk)
    with django_capture_on_commit_callbacks(execute=True):
        following.ask(page=post, thread=None, email="ask@example.org")
        follower(post, "digest@example.org")
        following.ask(page=post, thread=None, email="digest@example.org", remind=True)
    published_comment(post, **guest, user_email="pat@example.org")
    for state, how in ((Status.HELD, "refuse"), (Status.PUBLISHED, "remove")):
        told = comment(
            post, state, **guest, user_email="t@example.org",
            confirmed_at=timezone.now(), wants_notice=True,
        )  # fmt: skip
        decision = actions.decide(how, told, by=moderator(), rule=rule())
        Decision.objects.filter(pk=decision.pk).update(notice_due_at=timezone.now())
    notices.send_due()
    privacy.send_link(keyed_hash("pat@example.org"))

    found = {}
    for message in mail_server.messages:
        subject = str(message["Subject"])
        lines = english_in_text(subject) + english_in(html_of(message))
        found[subject] = lines + english_in_text(text_of(message))

    assert len(mail_server.messages) >= 6
    nothing_in_english(found)


def pages_of_the_admin(site: SampleSite) -> set[str]:
    """Every page of ours that staff can open, and the editors of what is ours."""
    home, blog = HomePage.objects.get(), BlogIndexPage.objects.get()
    found = {address for route in MAY for address in addresses(route, site.post)}
    found |= {
        f"/{route}"
        for route, view in _patterns(get_resolver())
        if route.startswith("admin/") and view.startswith(OURS) and not {"<", "("} & set(route)
    }
    found |= {f"/admin/comments/comment/?list={name}" for name in LISTS}
    for model in settings_registry:
        number = Site.objects.get().pk if issubclass(model, BaseSiteSetting) else model.load().pk
        found.add(f"/admin/settings/{model._meta.app_label}/{model._meta.model_name}/{number}/")
    return found | {
        f"/admin/pages/add/blog/blogpostpage/{blog.pk}/",
        f"/admin/pages/add/home/standardpage/{home.pk}/",
        f"/admin/pages/{home.pk}/edit/",
        f"/admin/pages/{blog.pk}/edit/",
        f"/admin/pages/{site.post.pk}/edit/",
        f"/admin/snippets/blog/author/edit/{site.author.pk}/",
    }


@pytest.mark.django_db
def test_no_page_of_ours_in_the_admin_has_a_word_in_english() -> None:
    site = sample_site(in_greek, comments=20)
    who = administrator()
    who.username = "διχειριστης"
    who.save()
    officer, found = Client(), {}
    officer.force_login(who)

    for address in pages_of_the_admin(site):
        answer = officer.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = soup(answer.text)
            lines = english_in(str(page.find("main") or page))
            found[address] = [line for line in lines if line not in NOT_OURS]

    assert len(found) > 20
    nothing_in_english(found)


def test_every_block_says_what_it_is_in_every_language() -> None:
    found: dict[str, list[str]] = {}

    def look(name: str, block: Block) -> None:
        said = [block.label, *(getattr(block.meta, key, "") for key in ("description", "group"))]
        said += [getattr(getattr(block, "field", None), "help_text", "")]
        found[name] = [line for text in said for line in english_in_text(str(text or ""))]
        inner = dict(getattr(block, "child_blocks", {}))
        if "child_block" in vars(block):
            inner[""] = block.child_block
        for child, one in inner.items() if not isinstance(block, ImageBlock) else ():
            look(f"{name} {child}", one)  # Wagtail's own block of three stays as it is

    for name, block in BodyBlock().child_blocks.items():
        look(name, block)

    nothing_in_english(found)


@pytest.mark.django_db(transaction=True)
def test_longer_words_fit_into_a_telephone_and_scripts_say_only_what_they_were_given(
    visit: Visit,
) -> None:
    site = sample_site(in_greek, comments=20)
    reader = visit(viewport={"width": 360, "height": 800})
    found = {}

    for name, address in site.addresses.items():
        reader.goto(address)
        found[name] = sticking_out(reader, (360,)) + english_in(reader.content())
    reader.goto(site.post.url)
    reader.locator("a[href*='/comments/form/']").first.click()
    reader.locator("form.form button[type=submit], form.form button:not([type])").last.click()
    expect(reader.locator(".form__summary")).to_be_visible()
    found["form in place"] = sticking_out(reader, (360,)) + english_in(reader.content())

    nothing_in_english(found)


def test_no_script_brings_sentences_of_its_own() -> None:
    scripts = (ROOT / "cms" / "static").rglob("*.js")

    assert [path for path in scripts if SENTENCE.search(path.read_text(encoding="utf-8"))] == []


def test_the_made_up_language_is_missed_where_it_is_missing() -> None:
    html = '<p>⟦Thïs ïs</p><p title="A title">⟦ďone <a>hërë</a>⟧</p><p>Left ⟦over⟧</p>'

    assert english_in(html) == ["⟦Thïs ïs", "Left", "p title: A title"]
    assert product.LANGUAGE_CODE == "en-gb"
