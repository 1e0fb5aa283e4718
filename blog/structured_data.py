"""A post and its discussion as schema.org has words for them, for search engines.

Plain dictionaries, as JSON-LD wants them (https://schema.org/BlogPosting,
https://schema.org/Comment): what they say is what stands on the page, no more and no less.
"""

import html
import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.list_block import ListValue

from blog.comments.models import Comment
from blog.comments.rendered import once, values_of
from blog.comments.staleness import kept
from blog.comments.threads import ThreadPage
from blog.pictures import LAYOUTS
from blog.series import Series

if TYPE_CHECKING:
    from blog.models import Author, BlogPostPage

BLOCK_END = re.compile(r"</(?:p|li|h\d|tr|td|th|blockquote|pre|figcaption)>|<br ?/?>")

# A post's own picture for programs: the one that its page shows to every browser.
PICTURE_SPEC = LAYOUTS["hero"].fallback

type Node = dict[str, Any]


def posting(
    post: "BlogPostPage",
    *,
    address: str,
    blog_address: str,
    discussion: ThreadPage,
    pictures: list[str],
    language: str,
) -> Node:
    """A post as a `BlogPosting`, with those comments that this page of its discussion shows."""
    return kept(
        ("posting", post.pk, address, blog_address, tuple(pictures), language),
        lambda: _alone(post, address, blog_address, pictures, language),
    ) | {
        "commentCount": discussion.total,
        "discussionUrl": f"{address}#discussion",
        "comment": [
            once((address, values_of(each)), partial(_comment, each, address))
            for each in _shown(discussion)
        ],
    }


def _alone(
    post: "BlogPostPage", address: str, blog_address: str, pictures: list[str], language: str
) -> Node:
    return {
        "@type": "BlogPosting",
        "@id": f"{address}#post",
        "mainEntityOfPage": address,
        "url": address,
        "headline": post.title,
        "description": post.search_description or post.introduction,
        "datePublished": _moment(post.published_at),
        "dateModified": _moment(post.last_published_at or post.published_at),
        "inLanguage": language,
        "author": [person(author, blog_address) for author in post.authors],
        "image": list(pictures),
        "keywords": [tag.name for tag in post.tags.all()],
        "wordCount": word_count(post),
        "timeRequired": f"PT{max(post.reading_minutes, 1)}M",
    }


def person(author: "Author", blog_address: str) -> Node:
    """Somebody who writes posts."""
    node = {
        "@type": "Person",
        "name": author.name,
        "url": urljoin(blog_address, f"authors/{author.slug}/"),
    }
    return node | ({"jobTitle": author.role} if author.role else {})


def series(found: Series, blog_address: str) -> Node:
    """What a post is a part of."""
    return {
        "@type": "CreativeWorkSeries",
        "name": found.title,
        "url": urljoin(blog_address, f"series/{found.slug}/"),
    }


def trail(steps: Iterable[tuple[str, str]]) -> Node:
    """The way from the front page to here, as (name, full address), as a `BreadcrumbList`."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def word_count(post: "BlogPostPage") -> int:
    """How many words the introduction and the text have."""
    texts = [text for part in post.body for text in _texts(part.block, part.value)]
    return len(" ".join([post.introduction, *texts]).split())


def _texts(block: blocks.Block, value: Any) -> list[str]:
    """What a block says in words, without what an editor chose from a list, or of a picture."""
    match value:
        case blocks.StructValue():
            fields = block.child_blocks.items()
            return [text for name, field in fields for text in _texts(field, value.get(name))]
        case ListValue():
            return [text for item in value for text in _texts(block.child_block, item)]
        case None:
            return []
    if isinstance(block, blocks.ChoiceBlock | blocks.StructBlock):
        return []
    return block.get_searchable_content(value)


def _shown(discussion: ThreadPage) -> list[Comment]:
    """The comments whose text stands on this page, in its order."""
    entries = [entry for thread in discussion.threads for entry in (thread.root, *thread.replies)]
    return [entry.comment for entry in entries if not entry.is_tombstone]


def _comment(comment: Comment, address: str) -> Node:
    author = {"@type": "Person", "name": comment.author_name}
    if comment.official_role:
        author["jobTitle"] = comment.official_role
    node: Node = {
        "@type": "Comment",
        "@id": f"{address}#c{comment.pk}",
        "url": urljoin(settings.SITE_URL, reverse("comments:permalink", args=[comment.pk])),
        "author": author,
        "datePublished": _moment(comment.published_at),
        "text": _plain(comment.body_html),
    }
    if comment.edited_at:
        node["dateModified"] = _moment(comment.edited_at)
    if comment.depth:
        node["parentItem"] = {"@type": "Comment", "@id": f"{address}#c{comment.parent_id}"}
    if comment.like_count:
        node["upvoteCount"] = comment.like_count
    return node


def _plain(text: str) -> str:
    """HTML as one line of plain text."""
    return " ".join(html.unescape(strip_tags(BLOCK_END.sub(" ", text))).split())


def _moment(moment: Any) -> str:
    return moment.isoformat(timespec="seconds")
