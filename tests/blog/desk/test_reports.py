"""The reports: who may see them, what is in them, and what is taken away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    PageLogEntry,
    ReferenceIndex,
)

from blog.desk.reviewing import mark_reviewed
from blog.models import BlogIndexPage, BlogPostPage
from cms.models import User
from tests.factories.pages import draft_post, live_post, private_post, site_tree
from tests.factories.people import editor, group_administrator, moderator
from tests.factories.pictures import picture
from tests.forms import read_form, soup
from tests.measures import queries_of

pytestmark = pytest.mark.django_db
REVIEW, LINKS, PICTURES = (f"/admin/reports/{place}/" for place in ("review", "links", "pictures"))
PATIENT = 365  # days: REVIEW_AFTER_DAYS


@pytest.fixture
def me() -> User:
    return editor()


@pytest.fixture
def browser(me: User) -> Client:
    client = Client()
    client.force_login(me)
    return client


def days_ago(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


def published_long_ago(title: str, days: int, **fields: Any) -> BlogPostPage:
    post = live_post(title, **fields)
    BlogPostPage.objects.filter(pk=post.pk).update(last_published_at=days_ago(days))
    return BlogPostPage.objects.get(pk=post.pk)


def rows(client: Client, address: str) -> list[list[str]]:
    """The cells of a report, as text."""
    table = soup(client.get(address).text).select("#listing-results tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td")] for row in table]


def titles(client: Client, address: str) -> list[str]:
    return [row[0] for row in rows(client, address)]


@pytest.mark.once
@pytest.mark.parametrize("address", [REVIEW, LINKS, PICTURES])
@pytest.mark.parametrize(("person", "may"), [(editor, True), (moderator, False)])
def test_reports_are_for_those_who_write(
    address: str, person: Callable[[], User], may: bool
) -> None:
    client = Client()
    client.force_login(person())

    assert (client.get(address).status_code == 200) is may
    assert (client.get(f"{address}?export=csv").status_code == 200) is may
    assert (address in client.get("/admin/").text) is may


def test_a_post_is_due_by_its_own_date_or_a_year_after_its_last_publication(
    browser: Client,
) -> None:
    today = timezone.localdate()
    published_long_ago("Old", PATIENT + 1)
    published_long_ago("Not yet old", PATIENT - 1)
    published_long_ago("Old, and later by its date", PATIENT + 9, review_on=today + timedelta(1))
    live_post("New, and today by its date", review_on=today)
    draft_post("Draft", review_on=today)

    assert titles(browser, REVIEW) == ["Old", "New, and today by its date"]
    soon = titles(browser, f"{REVIEW}?when=soon")
    assert soon[2:] == ["Not yet old", "Old, and later by its date"]


def test_a_year_is_a_setting_and_none_means_never(browser: Client, settings: Any) -> None:
    published_long_ago("Old", 50)

    settings.REVIEW_AFTER_DAYS = 30
    assert titles(browser, REVIEW) == ["Old"]
    settings.REVIEW_AFTER_DAYS = 0
    assert titles(browser, f"{REVIEW}?when=ever") == []


def test_only_mine_can_be_asked_for(browser: Client, me: User) -> None:
    published_long_ago("Mine", 400, owner=me)
    published_long_ago("Theirs", 400, owner=editor())

    assert titles(browser, f"{REVIEW}?mine=yes") == ["Mine"]


def test_what_is_still_true_comes_up_again_in_a_year_and_changes_nothing_else(
    browser: Client, me: User
) -> None:
    post = published_long_ago("Old", 400)
    post.title = "A draft of it"
    post.save_revision()
    page = browser.get(REVIEW)
    form = read_form(page.text, REVIEW, "#listing-results form")

    said = browser.post(form.action, form.press(), follow=True)

    assert "is due again on" in said.text
    assert titles(browser, REVIEW) == []
    post = BlogPostPage.objects.get(pk=post.pk)
    assert (post.title, post.live) == ("Old", True)
    day = timezone.localdate() + timedelta(days=PATIENT)
    assert post.review_on == day
    draft = post.get_latest_revision_as_object()
    assert (draft.title, draft.review_on) == ("A draft of it", day)
    entry = PageLogEntry.objects.get(action="desk.reviewed")
    assert (entry.page_id, entry.user) == (post.pk, me)
    draft.save_revision().publish()
    assert BlogPostPage.objects.get(pk=post.pk).review_on == day


def test_a_schedule_takes_the_new_date_over() -> None:
    post = published_long_ago("Old", 400)
    moment = timezone.now() + timedelta(days=1)
    post.go_live_at = moment
    scheduled = post.save_revision(approved_go_live_at=moment)
    post.go_live_at = None
    post.save_revision()

    day = mark_reviewed(post=BlogPostPage.objects.get(pk=post.pk), by=editor())

    scheduled.refresh_from_db()
    assert scheduled.as_object().review_on == day


def test_nobody_marks_a_post_that_they_may_not_change() -> None:
    post = published_long_ago("Old", 400)
    client = Client()
    client.force_login(moderator())

    client.post(f"/admin/reports/review/{post.pk}/")

    assert BlogPostPage.objects.get(pk=post.pk).review_on is None


def test_somebody_who_sends_the_form_is_led_nowhere_else(browser: Client) -> None:
    post = published_long_ago("Old", 400)

    sent = browser.post(f"/admin/reports/review/{post.pk}/", {"next": "//evil.example/"})

    assert sent.headers["Location"] == REVIEW


def test_broken_links_are_listed_by_page_with_what_is_wrong(browser: Client) -> None:
    draft = draft_post("Not out yet")
    live_post(
        "A post",
        body=[
            ("paragraph", f'<p><a linktype="page" id="{draft.pk}">soon</a></p>'),
            ("paragraph", '<p><a linktype="page" id="999999">never</a></p>'),
        ],
    )

    found = rows(browser, LINKS)

    assert found == [
        ["A post", "soon", "Not out yet", "The page is not published", "just now"],
        ["A post", "never", "A page of this site", "The page was deleted", "just now"],
    ]
    assert len(rows(browser, f"{LINKS}?problem=deleted")) == 1
    assert rows(browser, f"{LINKS}?kind=web") == []


def test_pictures_are_listed_that_nobody_described_or_nothing_uses(browser: Client) -> None:
    said, silent, unused = picture("Said"), picture("Silent"), picture("Unused", description="A")
    picture_of_all = picture("Described", description="A bridge")
    block = {"caption": ""}
    with_words = block | {"image": {"image": said.pk, "alt_text": "A heron", "decorative": False}}
    without = block | {"image": {"image": silent.pk, "alt_text": "", "decorative": False}}
    live_post(
        "A post",
        hero_image=picture_of_all,
        body=[{"type": "image", "value": with_words}, {"type": "image", "value": without}],
    )
    live_post("Another", hero_image=silent)

    found = {row[1]: row[3] for row in rows(browser, PICTURES)}

    assert found == {
        "Unused": "Nowhere",
        "Silent": "A post (says nothing about it) Another (says nothing about it)",
        "Said": "A post",
    }
    assert [row[1] for row in rows(browser, f"{PICTURES}?state=unused")] == ["Unused"]
    assert len(rows(browser, f"{PICTURES}?state=silent")) == 2
    assert unused.title == "Unused"


def test_no_report_names_a_page_that_one_cannot_edit(me: User) -> None:
    silent, tree = picture("Silent"), site_tree()
    secrets = [draft_post("Secret", hero_image=silent), private_post("Secret", hero_image=silent)]
    for post in secrets:
        ReferenceIndex.create_or_update_for_object(post)
    links = "".join(f'<a linktype="page" id="{post.pk}">l</a>' for post in secrets)
    other = tree.home.add_child(instance=BlogIndexPage(title="Other", slug="other"))
    mine = BlogPostPage(
        title="Mine", slug="mine", introduction="I", body=[("paragraph", f"<p>{links}</p>")]
    )
    other.add_child(instance=mine)
    mine.save_revision().publish()
    group = Group.objects.create(name="Section")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=other, permission=change)
    choose = Permission.objects.get(codename="choose_image")
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.create(group=group, collection=root, permission=choose)
    me.groups.set([group])
    client = Client()
    client.force_login(me)

    for address in (LINKS, PICTURES):
        shown = client.get(address).text
        taken = b"".join(client.get(f"{address}?export=csv")).decode("utf-8-sig")
        for text in (shown, taken):
            assert "A page that you cannot edit" in text
            assert "Secret" not in text


def test_what_is_taken_away_runs_in_no_spreadsheet(browser: Client) -> None:
    published_long_ago('=HYPERLINK("https://evil.example")', 400)
    live_post(body=[("paragraph", '<p><a linktype="page" id="999999">+1+cmd|x</a></p>')])
    picture("@SUM(A1)")

    tables = [
        b"".join(browser.get(f"{address}?export=csv")).decode("utf-8-sig")
        for address in (REVIEW, LINKS, PICTURES)
    ]

    assert "'=HYPERLINK" in tables[0]
    assert "'+1+cmd" in tables[1]
    assert "'@SUM" in tables[2]
    assert all(browser.get(f"{a}?export=xlsx").status_code == 200 for a in (REVIEW, PICTURES))


@pytest.mark.parametrize("address", [f"{REVIEW}?when=ever", LINKS, PICTURES])
def test_a_report_costs_the_same_for_one_row_and_for_many(browser: Client, address: str) -> None:
    def one_more() -> None:
        link = ("paragraph", '<p><a linktype="page" id="999999">a</a></p>')
        live_post(hero_image=picture(), owner=editor(), body=[link])

    one_more()
    with_one = len(queries_of(browser, address))
    for _ in range(5):
        one_more()

    assert len(queries_of(browser, address)) == with_one


def test_an_administrator_who_writes_sees_them_too() -> None:
    client = Client()
    client.force_login(group_administrator())

    assert client.get(REVIEW).status_code == 200
