"""Two versions of a post are compared in words: every kind of block, and what changed in it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from blog.blocks import BodyBlock
from blog.models import BlogPostPage
from tests.factories.pages import draft_post
from tests.factories.people import editor
from tests.factories.pictures import document, picture
from tests.forms import soup

pytestmark = pytest.mark.django_db


def image(pk: int, alt: str) -> dict[str, Any]:
    """A picture as it is stored."""
    return {"image": pk, "alt_text": alt, "decorative": not alt}


@pytest.fixture
def versions(db: None) -> tuple[list[Any], list[Any]]:
    """A text with every kind of block, before and after each of them was changed."""
    heron, stork = picture("Heron").pk, picture("Stork").pk
    minutes, budget = document("Minutes").pk, document("Budget").pk

    def text(old: bool) -> list[Any]:
        def either(before: Any, after: Any) -> Any:
            return before if old else after

        link = '<p>See <a href="https://{}/">the plan</a>.</p><p>More</p>'
        return [
            ("paragraph", link.format(either("old.org", "new.org"))),
            ("heading", {"text": "What comes", "level": either("h2", "h3")}),
            ("quote", {"text": "<p>Ask us.</p>", "attribution": either("Ann", "Bob")}),
            ("bullet_list", f"<ul><li>Bag</li><li>{either('Boat', 'Bus')}</li></ul>"),
            ("numbered_list", f"<ol><li>Read</li><li>{either('Wait', 'Vote')}</li></ol>"),
            ("divider", None),
            ("image", {"image": image(either(heron, stork), either("A heron", ""))}),
            (
                "gallery",
                {
                    "pictures": [
                        {"image": image(heron, "One"), "caption": either("Then", "Now")},
                        {"image": image(stork, "Two"), "caption": ""},
                    ]
                },
            ),
            (
                "embed",
                {
                    "url": "https://vimeo.com/76979871",
                    "title": "Walk",
                    "picture": either(None, image(heron, "")),
                },
            ),
            ("callout", {"kind": either("note", "decision"), "text": "<p>Open.</p>"}),
            (
                "table",
                {
                    "caption": "Costs",
                    "columns": [
                        {"type": "text", "heading": "Item"},
                        {"type": "rich_text", "heading": "Cost"},
                    ],
                    "rows": [{"values": ["Bridge", either("<p>£1</p>", "<p>£2</p>")]}],
                },
            ),
            ("document", {"document": either(minutes, budget)}),
            ("code", {"code": either("a = 1", "a = 2"), "language": either("text", "python")}),
        ]

    return text(old=True), text(old=False)


def stored(blocks: list[Any]) -> str:
    """A text as a revision holds it, with the same ids each time."""
    return json.dumps(
        [
            {"type": kind, "value": value, "id": f"00000000-0000-4000-8000-{number:012d}"}
            for number, (kind, value) in enumerate(blocks)
        ]
    )


def compare(before: list[Any], after: list[Any]) -> list[str]:
    """What is shown of each block: what went in -minus-, what came in +plus+."""
    post = draft_post(body=stored(before))
    first = post.latest_revision
    post.body = BlogPostPage._meta.get_field("body").to_python(stored(after))
    second = post.save_revision(clean=False)
    client = Client()
    client.force_login(editor())
    page = client.get(f"/admin/pages/{post.pk}/revisions/compare/{first.pk}...{second.pk}/")
    assert page.status_code == 200
    shown = soup(page.text)
    for tag in shown.select(".compared .deletion"):
        tag.string = f"-{tag.get_text()}-"
    for tag in shown.select(".compared .addition"):
        tag.string = f"+{tag.get_text()}+"
    for tag in shown.select("img"):
        tag.replace_with(f"({tag.get('alt')})")
    return [
        " ".join(block.get_text(" ").split()) for block in shown.select(".comparison__child-object")
    ]


def test_every_kind_of_block_says_in_words_what_changed(versions: Any) -> None:
    before, after = versions
    assert {kind for kind, _value in before} == set(BodyBlock().child_blocks)

    shown = dict(zip([kind for kind, _value in before], compare(before, after), strict=True))

    expected = {
        "paragraph": ["See the plan [https://", "-old", "+new", "+ More"],
        "heading": ["Heading What comes", "Level", "-Section- +Part of a section+"],
        "quote": ["Ask us.", "Who said it -Ann- +Bob+"],
        "bullet_list": ["• Bag", "• -Boat- +Bus+"],
        "numbered_list": ["1. Read", "2. -Wait- +Vote+"],
        "divider": ["Divider ———"],
        "image": ["-Heron- +Stork+", "A heron", "only decorates"],
        "gallery": ["1. Caption -Then- +Now+", "2. Picture"],
        "embed": ["Title Walk", "Still picture", "+Heron+"],
        "callout": ["Kind -Note- +Decision+", "Open."],
        "table": ["Costs", "Item | Cost", "Bridge | £ -1- +2+"],
        "document": ["-Minutes- +Budget+"],
        "code": ["a = -1- +2+", "-Plain text- +Python+"],
    }
    for kind, parts in expected.items():
        for part in parts:
            assert part in shown[kind], f"{kind}: {shown[kind]}"
    everything = " ".join(shown.values())
    for stored_value in ("None", "False", "True", "h2", "{", "<"):
        assert stored_value not in everything


def test_blocks_that_came_or_went_are_shown_whole(versions: Any) -> None:
    before, _after = versions

    for shown in (compare(before, []), compare([], before)):
        assert len(shown) == len(before)
        assert all(shown)
        gallery = next(text for text in shown if "2. Picture" in text)
        assert "1. Caption Then" in gallery


def test_what_was_typed_is_shown_as_text() -> None:
    shown = compare([("paragraph", "<p>a</p>")], [("paragraph", "<p>&lt;script&gt;x</p>")])

    assert "<script>" in shown[0]  # as text: it was parsed out of the page


def test_a_schedule_is_compared_by_the_clock_of_the_site(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"
    post = draft_post()
    first = post.latest_revision
    post.go_live_at = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    second = post.save_revision()
    client = Client()
    client.force_login(editor())

    page = client.get(f"/admin/pages/{post.pk}/revisions/compare/{first.pk}...{second.pk}/")

    shown = soup(page.text).get_text(" ")
    assert "1 Jul 2026, 09:30" in " ".join(shown.split())
    assert "None" not in shown
