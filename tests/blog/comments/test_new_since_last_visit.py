"""What is new since a reader's last visit, and likes in place: in Chromium, with what it keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from blog.comments.models import Comment
from tests.browser import Visit
from tests.factories.comments import many_comments, published_comment
from tests.factories.pages import live_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def come_back(page: Page) -> None:
    """Load the page as on another visit, the earlier one being long over."""
    page.evaluate("sessionStorage.clear()")
    page.reload()


def test_a_first_visit_marks_nothing_and_the_next_marks_what_is_new(visit: Visit) -> None:
    post = live_post()
    earlier = timezone.now() - timedelta(hours=1)
    old = published_comment(post, published_at=earlier)
    reader = visit()
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(request.method)

    reader.on("request", note)

    reader.goto(post.url)
    expect(reader.locator(".comment__new")).to_have_count(0)
    expect(reader.locator("[data-comment-news]")).to_be_hidden()

    answer, other = published_comment(post, old), published_comment(post)
    come_back(reader)
    expect(reader.locator(".comment__new")).to_have_text(["new", "new"])
    link = reader.locator("[data-comment-news] a")
    expect(link).to_have_text("2 new comments since your last visit")
    link.click()
    assert reader.url.endswith(f"#c{answer.pk}")
    expect(reader.locator(f"#c{answer.pk}")).to_be_in_viewport()

    reader.reload()  # the same visit: what was new is still marked
    expect(reader.locator(f"#c{other.pk} .comment__new")).to_be_visible()
    come_back(reader)
    expect(reader.locator(".comment__new")).to_have_count(0)
    assert set(sent) == {"GET"}
    assert reader.evaluate("Object.keys(localStorage)") == [f"discussion {post.url}"]


def test_what_is_new_on_another_page_is_said_too(visit: Visit) -> None:
    post = live_post()
    written = many_comments(post, [None] * 25)
    earlier = timezone.now() - timedelta(hours=1)
    Comment.objects.filter(page=post).update(published_at=earlier)
    reader = visit()
    reader.goto(post.url)

    Comment.objects.filter(pk=written[-1].pk).update(published_at=timezone.now())
    come_back(reader)
    reader.get_by_role("link", name="There are new comments").click()

    expect(reader.locator(".comment__new")).to_have_count(1)


def test_a_browser_that_keeps_nothing_is_left_in_peace(visit: Visit) -> None:
    post = live_post()
    entry = published_comment(post)
    reader = visit()
    reader.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new Error('no'); } });"
    )

    reader.goto(post.url)
    reader.reload()

    expect(reader.locator(".comment__new")).to_have_count(0)
    reader.locator(f"#c{entry.pk} .comment__like").click()
    expect(reader.locator(f"#c{entry.pk} [data-comment-likes]")).to_have_text("1 like")


def test_a_like_is_pressed_in_place_and_taken_back(visit: Visit) -> None:
    post = live_post()
    entry = published_comment(post)
    reader = visit()
    reader.goto(post.url)
    button = reader.get_by_role("button", name="Like the comment")
    count = reader.locator(f"#c{entry.pk} [data-comment-likes]")

    button.focus()
    reader.keyboard.press("Enter")
    expect(count).to_have_text("1 like")
    expect(button).to_have_attribute("aria-pressed", "true")
    said = reader.get_by_role("status").filter(has_text="your like")
    expect(said).to_contain_text("your like is counted. 1 like")

    reader.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(count).to_be_hidden()
    entry.refresh_from_db()
    assert entry.like_count == 0


def test_a_permalink_scrolls_to_the_comment_and_marks_it(visit: Visit) -> None:
    post = live_post()
    written = many_comments(post, [*[None] * 30, *[10] * 130])
    reader = visit(viewport={"width": 320, "height": 640})

    for entry in (written[0], written[29], written[35], written[150]):
        reader.goto(f"/comments/{entry.pk}/")
        place = reader.locator(f"#c{entry.pk}")
        expect(place).to_be_in_viewport()
        assert place.evaluate("element => element.matches(':target')")


HOSTILE = f"""{"long" * 100} [{"link" * 40}](https://example.org/{"x" * 200})

```
{"code " * 60}{"x" * 300}
```

> * {"quoted" * 50}
"""


def test_nothing_that_a_comment_holds_is_wider_than_a_small_screen(visit: Visit) -> None:
    post = live_post()
    parent = None
    for _ in range(6):
        parent = published_comment(post, parent, user_name="W" * 50)
        parent.set_text(HOSTILE)
        parent.save()
    reader = visit(viewport={"width": 320, "height": 640})

    reader.goto(post.url)

    assert reader.evaluate("document.documentElement.scrollWidth") <= 320
    narrowest = min(box.bounding_box()["width"] for box in reader.locator(".comment__text").all())
    assert narrowest >= 200  # pixels: some twenty-five letters
