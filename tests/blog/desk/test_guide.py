"""The editor's guide: it can be read by everybody who works here, and its pictures are there."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from blog.desk.guide import TASKS
from cms.models import User
from tests.accessibility import axe_in_every_look
from tests.browser import Visit
from tests.factories.pages import live_post, site_tree
from tests.factories.people import administrator, editor, moderator
from tests.forms import soup
from tests.settings import ROOT

PICTURES = ROOT / "cms" / "static" / "guide"
MOST_BYTES = 600_000
ADDRESSES = ["/admin/guide/", "/admin/guide/all/", *(f"/admin/guide/{t.name}/" for t in TASKS)]
PICTURE = re.compile(r'_picture\.html" with name="([\w-]+)" width="(\d+)" height="(\d+)"')

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.mark.parametrize("person", [editor, moderator, administrator])
def test_whoever_works_here_can_read_all_of_it(person: Callable[[], User]) -> None:
    site_tree()
    client = Client()
    client.force_login(person())

    assert {client.get(address).status_code for address in ADDRESSES} == {200}
    assert '"url": "/admin/guide/"' in client.get("/admin/").text
    assert client.get("/admin/guide/nothing/").status_code == 404


def test_it_is_for_nobody_else(as_nobody: Client) -> None:
    assert {as_nobody.get(address).status_code for address in ADDRESSES} == {302}


def test_its_links_lead_to_pages_that_exist() -> None:
    client = Client()
    client.force_login(editor())
    page = soup(client.get("/admin/guide/all/").text)
    links = {str(link["href"]) for link in page.select(".guide a[href]")}

    inside = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert inside == {task.name for task in TASKS}
    assert all(page.find(id=name) for name in inside)
    others = [link for link in links if not link.startswith("#")]
    assert {client.get(link).status_code for link in others} == {200}


def test_every_picture_is_there_in_the_size_that_is_said_and_none_is_left_over() -> None:
    shown = {
        name: (int(width), int(height))
        for path in (ROOT / "templates" / "desk" / "guide" / "tasks").glob("*.html")
        for name, width, height in PICTURE.findall(path.read_text(encoding="utf-8"))
    }
    files = list(PICTURES.iterdir())

    assert shown == {path.stem: Image.open(BytesIO(path.read_bytes())).size for path in files}
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES


def test_the_editor_leads_to_the_pages_of_the_guide_that_help_there() -> None:
    client = Client()
    client.force_login(editor())
    page = soup(client.get(f"/admin/pages/add/blog/blogpostpage/{site_tree().blog.pk}/").text)

    links = [str(link["href"]) for link in page.select(".help a")]

    assert "/admin/guide/write/" in links
    assert "/admin/guide/publish/" in links
    assert set(links) <= set(ADDRESSES)


def test_axe_finds_nothing_in_the_guide_the_desk_and_its_reports(visit: Visit) -> None:
    me = editor()
    today = timezone.localdate()
    live_post(
        "A post",
        owner=me,
        review_on=today,
        body=[("paragraph", '<p><a linktype="page" id="9">a</a></p>')],
    )
    page = visit(me)

    found = []
    for address in (
        "/admin/guide/",
        "/admin/guide/all/",
        "/admin/reports/review/",
        "/admin/reports/links/",
    ):
        page.goto(address)
        found += [f"{address} {line}" for line in axe_in_every_look(page)]
    page.goto("/admin/")
    found += [line for line in axe_in_every_look(page) if ".desk" in line]

    assert found == []
