"""The demo's searches: what people looked for, and what the editors did about it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from blog.models import BlogPostPage
from search.log import SearchCount
from search.picks import EditorsPick
from search.synonyms import Synonyms


def make_searches(site: dict[str, Any]) -> None:
    """The counts of the last days, a line of synonyms and a pick."""
    for words in site["synonyms"]:
        Synonyms.objects.create(words=words)
    for pick in site["picks"]:
        page = BlogPostPage.objects.get(slug=pick["slug"])
        EditorsPick.objects.create(words=pick["words"], page=page, note=pick["note"])
    today = timezone.localdate()
    for words, days in site["searches"].items():
        for ago, (searches, nothing_found) in enumerate(days):
            if searches:
                SearchCount.objects.create(
                    day=today - timedelta(days=ago),
                    words=words,
                    searches=searches,
                    nothing_found=nothing_found,
                )
