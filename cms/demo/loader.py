"""Puts the demo site into an empty installation: pages, pictures, accounts, discussions.

The words stand in `site.toml` and `posts/`, the pictures are drawn by `pictures`.
"""

import io
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.signals import page_published

from blog import signal_handlers
from blog.authors import Author
from blog.comments.models import OfficialRole
from blog.models import BlogIndexPage, BlogPostPage, PostAuthor
from blog.series import Series
from cms.demo.discussions import hold_discussions
from cms.demo.emblem import emblem
from cms.demo.pictures import PICTURES, draw
from cms.demo.searches import make_searches
from home.models import HomePage, SiteIdentity, StandardPage

HERE = Path(__file__).parent
# Username, name as shown, group ("" means administrator).
ACCOUNTS = [
    ("editor", "Hester Quayle", "Editors"),
    ("moderator", "Morwenna Okafor", "Moderators"),
    ("administrator", "Ada Ministratrix", ""),
]
# The pages to which the foot of every page links, by the setting that says so.
AT_THE_FOOT = {"accessibility": "accessibility_page", "privacy": "privacy_page"}
# The emblem's figure on light screens; its ground and its figure on dark ones.
PAPER, MIST, NIGHT = "#fdfdfb", "#a9d3df", "#10262f"
OFFICES = {"editor": "Town Clerk", "moderator": "Communities Officer"}


def demo_password(username: str) -> str:
    """A demo account's first password: 12 characters, another on each installation.

    It follows from the secret key, so that it can be shown again without being stored.
    """
    return salted_hmac("hustings.demo", username, algorithm="sha256").hexdigest()[:12]


def create_accounts() -> None:
    """Make the demo accounts that are missing."""
    for username, full_name, group in ACCOUNTS:
        if get_user_model().objects.filter(username=username).exists():
            continue
        first_name, last_name = full_name.split(" ", 1)
        user = get_user_model().objects.create_user(
            username,
            email=f"{username}@sallowbridge.example",
            password=demo_password(username),
            first_name=first_name,
            last_name=last_name,
            is_superuser=not group,
            is_staff=not group,
        )
        user.groups.set(Group.objects.filter(name=group))
        if username in OFFICES:
            OfficialRole.objects.create(user=user, title=OFFICES[username])


@transaction.atomic
def load_content() -> bool:
    """Load the demo's pages, unless the blog holds a post already. Gives whether it did."""
    if BlogPostPage.objects.exists():
        return False
    site = tomllib.loads((HERE / "site.toml").read_text(encoding="utf-8"))
    posts = [tomllib.loads(path.read_text(encoding="utf-8")) for path in HERE.glob("posts/*.toml")]
    # All pictures in all sizes take a minute: `prepare_pictures` makes them beside the server.
    page_published.disconnect(signal_handlers.prepare_pictures)
    post_save.disconnect(signal_handlers.prepare_portrait, sender=Author)
    try:
        _Loader(site).load(sorted(posts, key=lambda post: post["published"]))
    finally:
        page_published.connect(signal_handlers.prepare_pictures)
        post_save.connect(signal_handlers.prepare_portrait, sender=Author)
    return True


def _in_weeks(weeks: int) -> date:
    return timezone.localdate() + timedelta(weeks=weeks)


class _Loader:
    """Holds what was made so far, by the keys that the files use for it."""

    def __init__(self, site: dict[str, Any]) -> None:
        self.site = site
        self.users = {user.get_username(): user for user in get_user_model().objects.all()}
        self.pictures: dict[str, Any] = {}
        self.documents: dict[str, Any] = {}
        self.authors: dict[str, Author] = {}
        self.series: dict[str, Series] = {}
        self.comments: list[tuple[datetime, BlogPostPage, dict[str, Any]]] = []

    def load(self, posts: list[dict[str, Any]]) -> None:
        """Everything, in the order in which one thing needs another."""
        front_page = HomePage.objects.get()
        identity = self._name_site(front_page)
        for document in self.site["documents"]:
            self._add_document(document)
        for author in self.site["authors"]:
            self._add_author(author)
        for series in self.site["series"]:
            self.series[series["slug"]] = Series.objects.create(**series)
        self._publish(front_page, self.site["home"])
        blog = BlogIndexPage.objects.get()
        self._publish(blog, self.site["blog"] | {"draft_title": self.site["blog"]["title"]})
        for post in posts:
            self._add_post(blog, post)
        hold_discussions(self.comments, self.users)
        make_searches(self.site)
        front_page.refresh_from_db()
        for page in self.site["pages"]:
            standard = StandardPage(
                title=page["title"],
                slug=page["slug"],
                introduction=page["introduction"],
                body=[self._block(block) for block in page["body"]],
                show_in_menus=page["slug"] not in AT_THE_FOOT,
            )
            front_page.add_child(instance=standard)
            standard.save_revision().publish()
            if page["slug"] in AT_THE_FOOT:
                setattr(identity, AT_THE_FOOT[page["slug"]], standard)
        identity.save()
        identity.pictures.make()

    def _name_site(self, front_page: HomePage) -> SiteIdentity:
        identity = SiteIdentity.for_site(front_page.get_site())
        for name, value in self.site["site"].items():
            setattr(identity, name, value)
        identity.logo = self._emblem("Sallowbridge: the bridge", identity.brand_colour, PAPER)
        identity.logo_dark = self._emblem("Sallowbridge: the bridge, for dark screens", MIST, NIGHT)
        for links in ("social_links", "legal_links"):
            setattr(identity, links, [("link", link) for link in self.site[links]])
        identity.card_picture = self._picture("town-hall")
        identity.save()
        return identity

    def _emblem(self, title: str, ground: str, figure: str) -> Any:
        file = io.BytesIO()
        emblem(ground, figure).save(file, "PNG", optimize=True)
        return get_image_model().objects.create(
            title=title, file=ImageFile(file, name=f"emblem-{ground.removeprefix('#')}.png")
        )

    def _publish(self, page: Any, fields: dict[str, str]) -> None:
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision(user=self.users.get("editor")).publish()

    def _add_document(self, document: dict[str, Any]) -> None:
        text = "\n".join(document["lines"]) + "\n"
        file = ContentFile(text.encode(), name=document["filename"])
        self.documents[document["key"]] = get_document_model().objects.create(
            title=document["title"], file=file
        )

    def _picture(self, key: str) -> Any:
        if not key:
            return None
        if key not in self.pictures:
            file = io.BytesIO()
            draw(key).save(file, "JPEG", quality=90)
            self.pictures[key] = get_image_model().objects.create(
                title=PICTURES[key], file=ImageFile(file, name=f"{key}.jpg")
            )
        return self.pictures[key]

    def _add_author(self, author: dict[str, str]) -> None:
        fields = author | {"picture": self._picture(author["picture"])}
        self.authors[author["slug"]] = Author.objects.create(**fields)

    def _image_value(self, key: str, alt: str) -> dict[str, Any]:
        picture = self._picture(key)
        return {"image": picture and picture.pk, "alt_text": alt, "decorative": not alt}

    def _block(self, block: dict[str, Any]) -> dict[str, Any]:
        """A block of the file as StreamField stores it."""
        name = block["type"]
        values = {key: value for key, value in block.items() if key != "type"}
        match name:
            case "paragraph" | "bullet_list" | "numbered_list":
                value: Any = values["html"]
            case "divider":
                value = None
            case "quote" | "callout":
                value = values | {"text": values.pop("html")}
            case "image":
                value = self._picture_value(values)
            case "gallery":
                value = {"pictures": [self._picture_value(item) for item in values["pictures"]]}
            case "embed":
                value = values | {"picture": self._image_value(values["picture"], "")}
            case "document":
                value = values | {"document": self.documents[values["document"]].pk}
            case "table":
                value = values | {"rows": [{"values": row} for row in values["rows"]]}
            case _:
                value = values
        return {"type": name, "value": value}

    def _picture_value(self, values: dict[str, str]) -> dict[str, Any]:
        return {
            "image": self._image_value(values["picture"], values["alt"]),
            "caption": values.get("caption", ""),
        }

    def _add_post(self, blog: BlogIndexPage, fields: dict[str, Any]) -> None:
        published_at = timezone.make_aware(fields["published"])
        post = BlogPostPage(
            title=fields["title"],
            slug=fields["slug"],
            introduction=fields["introduction"],
            body=[self._block(block) for block in fields["body"]],
            hero_image=self._picture(fields["hero"]),
            hero_alt_text=fields["hero_alt"],
            comments_open=fields["comments_open"],
            first_published_at=published_at,
            series=self.series.get(fields.get("series", "")),
            pinned_until=_in_weeks(fields["pinned_weeks"]) if "pinned_weeks" in fields else None,
            owner=self.users.get("editor"),
        )
        post.post_authors.add(
            *(PostAuthor(author=self.authors[slug]) for slug in fields["authors"])
        )
        blog.add_child(instance=post)
        post.tags.add(*fields["tags"])
        post.save_revision(user=self.users.get("editor")).publish()
        # As if it had gone online then: programs are told when it changed last.
        BlogPostPage.objects.filter(pk=post.pk).update(last_published_at=published_at)
        written_at = {"": published_at}
        for comment in fields.get("comments", []):
            since = written_at[comment["parent"]]
            at = written_at[comment["key"]] = since + timedelta(minutes=comment["minutes_after"])
            self.comments.append((at, post, comment))
