"""`python -m tests.guide_pictures [NAME…]`: takes the pictures of the guide anew, all or some.

Loads the demo into a database of its own, serves it as production does, and drives Chromium
through the screens that the guide speaks of. The pictures go to `cms/static/guide/`, as small as
they can be read. `tests/blog/desk/test_guide.py` holds the guide and its pictures together.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking"]
ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "cms" / "static" / "guide"
WIDE, NARROW = {"width": 1120, "height": 840}, {"width": 360, "height": 740}
SECONDS_TO_START = 60
EDITOR_QUALITY = 62  # of WebP: letters stay clear, and a picture has some 20 kB


@contextmanager
def demo() -> Iterator[tuple[str, dict[str, str]]]:
    """The demo site, for as long as it takes; gives its address, and passwords by name."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="guide-", dir=ROOT / "var"))
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "SITE_URL": address,
        "PORT": str(port),
        "SECRET_KEY": "pictures-of-the-guide-need-no-secret-at-all",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "MEDIA_STORAGE_URL": str(folder / "media"),
        "TIME_ZONE": "Europe/London",
        "EMAIL_URL": "console:",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        ).stdout

    manage("collectstatic", "--noinput", "--verbosity", "0")
    said = manage("demo")
    accounts = [line.split() for line in said.splitlines() if " password: " in line]
    manage("shell", "--no-imports", "-c", PREPARATION)
    server = subprocess.Popen([sys.executable, "-m", "cms.server"], cwd=ROOT, env=environment)
    try:
        wait_for(f"{address}/healthz", server)
        yield address, {name: password for name, _label, password, *_rights in accounts}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
        shutil.rmtree(folder)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers. Raises where it ends instead."""
    for _attempt in range(SECONDS_TO_START * 4):
        try:
            urlopen(address)
        except URLError:
            if server.poll() is not None:
                raise
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(address)


# What an editor would have on the desk: two drafts, a schedule, and a post from last year.
PREPARATION = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from blog.models import BlogIndexPage, BlogPostPage
editor = get_user_model().objects.get(username="editor")
blog = BlogIndexPage.objects.get()
def draft(title, slug, **fields):
    post = BlogPostPage(title=title, slug=slug, introduction="To be written.", live=False,
                        owner=editor, **fields)
    blog.add_child(instance=post)
    post.save_revision(user=editor)
    return post
draft("What the new benches cost", "benches")
draft("Where to put the old bell", "bell")
moment = timezone.now().replace(hour=8, minute=0) + timedelta(days=3)
post = draft("Bins in the week of Christmas", "bins", go_live_at=moment)
post.save_revision(user=editor, approved_go_live_at=moment)
for number, post in enumerate(BlogPostPage.objects.live().order_by("first_published_at")[:3]):
    BlogPostPage.objects.filter(pk=post.pk).update(
        last_published_at=timezone.now() - timedelta(days=400 - number * 9))
"""


def save(name: str, png: bytes) -> None:
    """Keep a picture in whichever way is smaller: with losses, or with few colours and without."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    lossy, plain = BytesIO(), BytesIO()
    picture.save(lossy, "WEBP", quality=EDITOR_QUALITY, method=6)
    colours = picture.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours.convert("RGB").save(plain, "WEBP", lossless=True, method=6, quality=100)
    smaller = min(lossy.getvalue(), plain.getvalue(), key=len)
    (PICTURES / f"{name}.webp").write_bytes(smaller)
    print(f"{name}: {picture.width} × {picture.height}, {len(smaller) / 1000:.1f} kB")


class Studio:
    """A browser at the demo, and what is photographed in it."""

    def __init__(self, context: BrowserContext, address: str, wanted: set[str]) -> None:
        self.address = address
        self.wanted = wanted  # names of pictures; all if empty
        self.page: Page = context.new_page()

    def open(self, path: str) -> None:
        """A page, once it has come to rest."""
        self.page.goto(self.address + path)
        self.rest()

    def rest(self, milliseconds: int = 700) -> None:
        """Until nothing moves or loads any more."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(milliseconds)

    def take(self, name: str, clip: tuple[int, int, int, int] | None = None) -> None:
        """The window, or a part of it: left, top, width, height."""
        if self.wanted and name not in self.wanted:
            return
        box: Any = dict(zip(("x", "y", "width", "height"), clip, strict=True)) if clip else None
        save(name, self.page.screenshot(clip=box, animations="disabled", caret="hide"))

    def take_around(
        self, name: str, selector: str, width: int, height: int, index: int = 0
    ) -> None:
        """A part of the window that begins a little above and left of an element."""
        element = self.page.locator(selector).nth(index)
        element.evaluate("each => each.scrollIntoView({block: 'center'})")
        self.rest(400)
        box = element.bounding_box()
        assert box, selector
        window = self.page.viewport_size
        assert window
        left = max(0, min(int(box["x"]) - 16, window["width"] - width))
        top = max(0, min(int(box["y"]) - 16, window["height"] - height))
        self.take(name, (left, top, width, height))


def insert(page: Page, block: str) -> None:
    """Put a block at the end of the text."""
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=block, exact=True).click()
    page.wait_for_timeout(500)


def type_lines(page: Page, *lines: str) -> None:
    """Type into the last block."""
    page.locator("[data-streamfield-child]").last.locator("[contenteditable=true]").click()
    for number, line in enumerate(lines):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(line)
    page.wait_for_timeout(500)


def of_signing_in(studio: Studio, name: str, password: str) -> None:
    """The form; and the way in."""
    page = studio.page
    studio.open("/admin/login/")
    page.get_by_label("Username").fill(name)
    studio.take_around("sign-in", "main h1", 360, 520)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def of_the_desk(studio: Studio) -> None:
    """The first page, on a screen and on a telephone."""
    studio.open("/admin/")
    studio.take("desk")
    studio.page.set_viewport_size(NARROW)
    studio.open("/admin/")
    studio.page.locator("#editors-desk-section").evaluate("each => each.scrollIntoView()")
    studio.take("phone")
    studio.page.set_viewport_size(WIDE)


def of_writing(studio: Studio) -> None:
    """A post from the empty form to the last block."""
    page = studio.page
    studio.open("/admin/")
    page.get_by_role("link", name="Write a post").click()
    studio.rest()
    studio.take("new-post", (176, 0, 944, 560))
    page.locator("#id_title").fill("The flood store is open")
    page.locator("#id_introduction").fill("Sand, sacks and shovels for everybody on the river.")
    type_lines(page, "On Saturday we filled nine hundred sacks. Here is where you find them.")
    page.get_by_role("button", name="Insert a block").last.click()
    page.wait_for_timeout(700)
    studio.take_around("block-picker", "[data-tippy-root]", 560, 700)
    page.keyboard.press("Escape")
    insert(page, "Heading")
    page.locator("[data-streamfield-child]").last.locator("input[type=text]").fill("Who has a key")
    studio.take_around("block-buttons", "[data-streamfield-child]", 880, 240, index=1)
    insert(page, "Block quote")
    type_lines(page, "We would rather be asked early than thanked late.")
    page.get_by_label("Who said it").fill("A resident of Mill Lane")
    studio.take_around("quote-block", "[data-streamfield-child]", 880, 520, index=2)
    insert(page, "Bullet list")
    type_lines(page, "The town hall", "The chandlery", "The Boat Inn", "The primary school")
    studio.take_around("list-block", "[data-streamfield-child]", 880, 330, index=3)


def of_pictures(studio: Studio) -> None:
    """Choosing one, and saying what it shows."""
    page = studio.page
    insert(page, "Picture")
    block = page.locator("[data-streamfield-child]").last
    block.get_by_role("button", name="Choose an image").click()
    page.locator(".modal-body .listing, .modal-body [data-chooser-modal-choice]").first.wait_for()
    studio.rest(1500)
    studio.take("image-chooser")
    page.locator("[data-chooser-modal-choice]").first.click()
    page.locator(".modal-body").wait_for(state="hidden")
    studio.rest()
    studio.take_around("picture-block", "[data-streamfield-child]", 880, 640, index=4)


def of_publishing(studio: Studio) -> None:
    """The preview, the checks, the schedule, and the buttons at the foot."""
    page = studio.page
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Toggle preview").click()
    studio.rest(3500)
    studio.take("preview")
    page.get_by_role("button", name="Toggle checks").click()
    studio.rest(3500)
    studio.take("checks")
    page.get_by_role("button", name="Toggle status").click()
    studio.rest()
    page.get_by_role("button", name="Set schedule").click()
    studio.rest()
    studio.take_around("schedule", "#schedule-publishing-dialog .w-dialog__box", 640, 580)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="More actions").click()
    page.wait_for_timeout(500)
    studio.take("publish", (200, 600, 460, 240))


def of_the_rest_of_the_editor(studio: Studio) -> None:
    """The series of a post, and the advice before it is published."""
    page = studio.page
    page.keyboard.press("Escape")
    page.locator("#panel-child-content-series-section [data-panel-toggle]").click()
    studio.take_around("series", "#panel-child-content-series-section", 880, 330)
    studio.take_around("advice", "section:has(#advice)", 880, 190)


def of_reports(studio: Studio) -> None:
    """The posts to be read again."""
    studio.open("/admin/reports/review/")
    studio.take("review", (0, 0, 1120, 480))


def of_answers(studio: Studio) -> None:
    """A question below a post, and what the organisation answered."""
    studio.open("/blog/the-flood-store-is-open/")
    studio.take_around("answer", ".comment--official", 800, 560)


def of_moderation(studio: Studio) -> None:
    """The queue, and a comment that is to be refused by a rule."""
    studio.open("/admin/comments/comment/")
    studio.take("queue")
    studio.page.locator(".queue__row summary", has_text="Refuse").first.click()
    studio.take_around("refuse", "details.queue__ruled[open]", 640, 400)


def main() -> None:
    """All of them, or those that are named, in the order of the guide."""
    PICTURES.mkdir(exist_ok=True)
    wanted = set(sys.argv[1:])
    with demo() as (address, passwords), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)

        def sit_down(name: str) -> Studio:
            context = chromium.new_context(viewport=WIDE, color_scheme="light", locale="en-GB")
            context.set_default_timeout(20_000)
            studio = Studio(context, address, wanted)
            of_signing_in(studio, name, passwords[name])
            return studio

        of_moderation(sit_down("moderator"))
        studio = sit_down("editor")
        scenes: list[Callable[[Studio], None]] = [
            of_the_desk,
            of_writing,
            of_pictures,
            of_publishing,
            of_the_rest_of_the_editor,
            of_reports,
            of_answers,
        ]
        for scene in scenes:
            scene(studio)
        chromium.close()
    total = sum(path.stat().st_size for path in PICTURES.glob("*.webp"))
    print(f"{total / 1000:.0f} kB in all")


if __name__ == "__main__":
    main()
