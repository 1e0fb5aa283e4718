"""A small site with one of everything that readers see, and the address of each kind of page."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

from django.utils import timezone
from django_comments.models import Comment as BaseComment

from blog.comments import actions, answers, slowing
from blog.comments.markup import render
from blog.comments.models import Comment, HouseRules, Question, RuleText
from blog.comments.signed_links import status_url
from blog.models import Author, BlogPostPage
from home.models import SiteIdentity, StandardPage
from tests.blog.test_blocks import COMPLETE, with_ids
from tests.factories.comments import (
    held_comment,
    many_comments,
    published_comment,
    rule,
    take_away,
)
from tests.factories.pages import author, live_post, series, site_tree
from tests.factories.people import moderator, official
from tests.factories.pictures import document, picture
from tests.factories.words import Say, as_it_is, reword
from tests.settings import ROOT

POSTS = 11  # beside the long one: more than one page of the index, in two months
COMMENTS = 100
REPLIES = 4  # to each comment that begins a thread
RULES = ("Be civil to each other.", "Stay with the subject of the post.", "No advertising.")
MARKDOWN = (
    "A bridge is *not* enough.\n\n> We need two.\n\n- One\n- Two, see "
    "https://example.org/a-plan-with-a-very-long-address/that-goes-on-and-on/and-on.pdf?page=1"
)


@dataclass(frozen=True)
class SampleSite:
    """The addresses by what they show, and what the pages were made of."""

    addresses: dict[str, str]
    post: BlogPostPage
    author: Author
    held: Comment


def sample_site(
    say: Say = as_it_is, *, picture_size: tuple[int, int] = (96, 60), comments: int = COMMENTS
) -> SampleSite:
    """Make the content, every word of it said as `say` says it."""
    tree = site_tree()
    HouseRules.publish(
        [RuleText(say(title), "", say(f"Why: {title}"), n == 2) for n, title in enumerate(RULES)]
    )
    for page, words in (
        (tree.home, {"title": "Home", "introduction": "What the council decides."}),
        (tree.blog, {"title": "Blog", "introduction": "Posts by the officers who did the work."}),
    ):
        for name, value in words.items():
            setattr(page, name, say(value))
        page.search_description = say("Decisions of the council, explained by those who made them.")
        page.save_revision().publish()
    _identity(say, _about_page(say))

    who = author(
        say("Hester Quayle"),
        role=say("Town clerk"),
        biography=say("<p>Hester has looked after the minutes since 2009.</p>"),
        picture=picture(say("Hester"), size=(320, 320)),
    )
    hero = picture(say("The bridge"), size=picture_size)
    bridge = series(say("The new bridge"), introduction=say("From the first plan on."))
    now = timezone.now()
    for n in range(POSTS):
        live_post(
            say(f"The bridge in its week number {n}"),
            introduction=say("The deck is on, the lamps are up, and the heron has come back."),
            body=[("paragraph", say("<p>Next week, the railings.</p>"))],
            published_at=now - timedelta(days=4 * n + 1),
            tags=[say("bridges"), say("river")],
            authors=[who],
            hero_image=hero,
            hero_alt_text=say("A bridge over a river"),
            series=bridge if n < 3 else None,
            pinned_until=timezone.localdate() if n == POSTS - 1 else None,
        )
    post = live_post(
        say("The heron bridge is open, and what the first hundred people said"),
        introduction=say("It opened on Monday. Here is what it cost, and what comes next."),
        search_description=say("What the bridge cost, who paid, and what comes next."),
        published_at=now,
        tags=[say("bridges"), say("river")],
        authors=[who, author(say("Tom Oakshott"), role=say("Engineer"))],
        hero_image=hero,
        hero_alt_text=say("A bridge over a river"),
        series=bridge,
        body=_body(say, picture_size),
    )
    mine = _discussion(post, say, comments)
    held = held_comment(post, user_name=say("Nell"), comment=say(MARKDOWN))
    withdrawn = live_post(say("Too early"), published_at=now - timedelta(days=99))
    withdrawn.unpublish()
    addresses = _addresses(post, who, mine, say) | {"gone": f"/blog/{withdrawn.slug}/"}
    return SampleSite(addresses, post, who, held)


def _identity(say: Say, about: StandardPage) -> None:
    """All that an organisation can say of itself at the head and foot of every page."""
    link = {"name": say("Elsewhere"), "address": "https://social.example/@sallowbridge"}
    SiteIdentity.objects.update_or_create(
        site=site_tree().site,
        defaults={
            "name": say("Sallowbridge Town Council"),
            "tagline": say("What we decide, and why"),
            "footer": say("The council of a town on a river. Write to us at the town hall."),
            "logo": picture(say("The arms"), size=(128, 128)),
            "brand_colour": "#7a1f4b",
            "social_links": [("link", link)],
            "legal_links": [("page", about), ("link", link | {"name": say("Imprint")})],
            "accessibility_page": about,
            "privacy_page": about,
        },
    )


def _about_page(say: Say) -> StandardPage:
    page = StandardPage(
        title=say("About us"),
        slug="about",
        introduction=say("Who we are."),
        search_description=say("Who the council is and how it works."),
        body=[("paragraph", say("<p>We are nineteen people.</p>"))],
        show_in_menus=True,
    )
    return site_tree().home.add_child(instance=page)


def _body(say: Say, picture_size: tuple[int, int]) -> list[dict[str, Any]]:
    """Headings with a footnote, one of each block, and a picture smaller than its place."""
    large, small = picture(say("The deck"), size=picture_size).pk, picture(say("A lamp")).pk
    paper = document(say("Minutes of the council")).pk
    whole = {name: with_ids(value, large, paper) for name, value in COMPLETE.items()}
    # Enough headings for a table of contents, and a note.
    blocks: list[dict[str, Any]] = [
        {"type": "heading", "value": {"text": text, "level": "h2"}}
        for text in ("How it went", "What it cost", "Who paid", "What is next")
    ]
    noted = "<p>It cost less than we feared.<footnote>The accounts say how much.</footnote></p>"
    blocks.append({"type": "paragraph", "value": noted})
    blocks += [{"type": name, "value": value} for name, value in whole.items()]
    blocks += [{"type": "image", "value": with_ids(COMPLETE["image"], small, paper)}]
    return [block | {"value": reword(block["value"], say)} for block in blocks]


def _discussion(post: BlogPostPage, say: Say, total: int) -> Comment:
    """So many comments in threads, with all that can stand in a thread; gives one of them."""
    marked = 8  # made one by one below
    shape = [n - n % (REPLIES + 1) if n % (REPLIES + 1) else None for n in range(total - marked)]
    written = many_comments(post, shape)
    rows = BaseComment.objects.in_bulk([entry.pk for entry in written])
    for entry, text in zip(written, islice(cycle(_demo_texts()), len(written)), strict=True):
        row = rows[entry.pk]
        row.comment, row.user_name = say(text), say(row.user_name)
        entry.html = render(row.comment)
    BaseComment.objects.bulk_update(rows.values(), ["comment", "user_name"])
    Comment.objects.bulk_update(written, ["html"])

    def one(parent: Comment | None = None, **fields: Any) -> Comment:
        return published_comment(
            post, parent, user_name=say("Nora"), comment=say(MARKDOWN), **fields
        )

    asked = one(question=Question.AWAITING)
    answers.answer(comment=asked, by=official(say("Town clerk")), text=say("On Monday."))
    one(question=Question.AWAITING)
    one(question=Question.PASSED_ON, passed_on_to=say("Highways"))
    gone = one()
    one(gone)
    take_away(gone)
    mine = one(like_count=3, edited_at=timezone.now())
    refused = held_comment(post, user_name=say("Bill"), comment=say("Buy."))
    actions.refuse(comment=refused, by=moderator(), rule=rule(2))
    actions.remove(comment=one(mine), by=moderator(), rule=rule(1))
    end = timezone.now() + timedelta(hours=1)
    slowing.slow(
        page=post, thread=None, minutes=9, until=end, reason=say("Heated."), by=moderator()
    )
    return mine


def _demo_texts() -> list[str]:
    """What the demo's readers write: of the lengths that real comments have."""
    posts = sorted((ROOT / "cms" / "demo" / "posts").glob("*.toml"))
    read = [tomllib.loads(path.read_text(encoding="utf-8")) for path in posts]
    return [comment["text"] for post in read for comment in post.get("comments", ())]


def _addresses(post: BlogPostPage, who: Author, mine: Comment, say: Say) -> dict[str, str]:
    year, tag = timezone.localdate().year, post.tags.first()
    word = say("bridge")
    return {
        "front page": "/",
        "index": "/blog/",
        "post with 100 comments": post.url,
        "tag": f"/blog/tags/{tag.slug}/",
        "author": f"/blog/authors/{who.slug}/",
        "archive": f"/blog/archive/{year}/",
        "whole archive": "/blog/archive/",
        "tags": "/blog/tags/",
        "authors": "/blog/authors/",
        "all series": "/blog/series/",
        "series": f"/blog/series/{post.series.slug}/",
        "search": f"/search/?q={word}&year={year}&author={who.slug}",
        "comment search": f"/search/?q={word}&in=comments",
        "comment form": f"/comments/form/{post.pk}/",
        "log": "/comments/log/?what=all",
        "house rules": "/comments/house-rules/",
        "transparency": "/comments/transparency/",
        "status page": status_url(mine),
        "standard page": "/about/",
        "not found": "/blog/no-such-page/",
    }
