"""Pictures: made before the first reader asks, in the formats and sizes that the layout needs."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from blog.models import BlogPostPage
from blog.pictures import LAYOUTS
from cms.models import SiteImage, SiteRendition
from tests.factories.pages import author, draft_post, live_post
from tests.factories.pictures import picture
from tests.forms import soup
from tests.task_queue import TaskQueue

WIDE = (1700, 900)


def specs_of(image: SiteImage) -> set[str]:
    """The renditions that an image has."""
    return set(SiteRendition.objects.filter(image=image).values_list("filter_spec", flat=True))


def body_with(image: SiteImage, other: SiteImage, still: SiteImage) -> list[dict[str, Any]]:
    """A text with a picture, a gallery and a film."""

    def value(shown: SiteImage) -> dict[str, Any]:
        return {"image": shown.pk, "alt_text": "A heron", "decorative": False}

    gallery = [{"image": value(other), "caption": ""} for _ in range(2)]
    film = {"url": "https://vimeo.com/76979871", "title": "A walk", "caption": ""}
    return [
        {"type": "image", "value": {"image": value(image), "caption": ""}},
        {"type": "gallery", "value": {"pictures": gallery}},
        {"type": "embed", "value": film | {"picture": value(still)}},
    ]


@pytest.mark.django_db(transaction=True)
def test_all_pictures_of_a_post_are_made_after_it_is_published(task_queue: TaskQueue) -> None:
    hero, image, other, still, portrait = (picture() for _ in range(5))
    post = draft_post(
        hero_image=hero,
        hero_alt_text="A heron",
        body=body_with(image, other, still),
        authors=[author(picture=portrait)],
    )

    post.save_revision().publish()
    before = SiteRendition.objects.count()
    task_queue.work()

    assert (before, task_queue.failures()) == (0, [])
    layouts = {
        "hero": hero,
        "lead": hero,
        "card": hero,
        "text": image,
        "gallery": other,
        "portrait": portrait,
    }
    for name, wanted in layouts.items():
        assert specs_of(wanted) >= set(LAYOUTS[name].all_specs), name
    assert specs_of(still) == set(LAYOUTS["text"].all_specs)


@pytest.mark.django_db
def test_what_was_published_before_gets_its_pictures_by_a_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hero = picture()
    live_post(hero_image=hero)

    for made in (14, 0):
        call_command("prepare_pictures")
        assert capsys.readouterr().out == f"Pictures made: {made}.\n"
    assert specs_of(hero) == {*LAYOUTS["hero"].all_specs, *LAYOUTS["lead"].all_specs}


@pytest.mark.django_db
def test_a_picture_whose_file_is_gone_is_left_out_and_breaks_no_page(as_nobody: Client) -> None:
    lost, there = picture(), picture()
    lost.file.storage.delete(lost.file.name)
    post = live_post(hero_image=lost, hero_alt_text="A heron", body=body_with(there, there, there))

    call_command("prepare_pictures")

    assert specs_of(lost) == set()
    assert specs_of(there)
    assert as_nobody.get(post.url).status_code == 200


def ready_post() -> BlogPostPage:
    """A post with a wide picture at its head, which is ready in all sizes."""
    post = live_post(hero_image=picture(size=WIDE), hero_alt_text="A heron")
    call_command("prepare_pictures", verbosity=0)
    return post


@pytest.mark.django_db
def test_browsers_choose_among_formats_and_sizes_of_known_measure(as_nobody: Client) -> None:
    post = ready_post()

    shown = soup(as_nobody.get(post.url).text).select_one(".post-hero picture")

    sources = shown.select("source")
    assert [source["type"] for source in sources] == ["image/avif", "image/webp"]
    for source in sources:
        widths = [part.split()[1] for part in source["srcset"].split(", ")]
        assert widths == ["480w", "960w", "1600w"]
        assert source["sizes"]
    image = shown.img
    assert (image["width"], image["height"]) == ("1600", "847")
    assert image["alt"] == "A heron"
    assert image["fetchpriority"] == "high"
    assert "loading" not in image.attrs


@pytest.mark.django_db
def test_pictures_below_the_fold_wait(as_nobody: Client) -> None:
    image = picture()
    post = live_post(body=body_with(image, image, image))

    images = soup(as_nobody.get(post.url).text).select(".e-content img")

    assert len(images) == 4
    assert {tag["loading"] for tag in images} == {"lazy"}
    assert all(tag["width"] and tag["height"] for tag in images)


@pytest.mark.django_db
def test_a_reader_waits_for_one_picture_at_most_where_none_was_made(as_nobody: Client) -> None:
    hero = picture()
    post = live_post(hero_image=hero, hero_alt_text="A heron")

    page = as_nobody.get(post.url)

    assert specs_of(hero) == {LAYOUTS["hero"].fallback}
    assert soup(page.text).select_one(".post-hero img")["src"]


@pytest.mark.django_db
def test_a_decorative_picture_has_no_words(as_nobody: Client) -> None:
    value = {"image": picture().pk, "alt_text": "", "decorative": True}
    post = live_post(body=[{"type": "image", "value": {"image": value, "caption": ""}}])

    assert soup(as_nobody.get(post.url).text).select_one(".e-content img")["alt"] == ""
