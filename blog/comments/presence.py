"""Who has which comment before them right now, so that a colleague takes another."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from blog.comments.models import Comment, Presence
from blog.comments.policy import Writer

EVERY_SECONDS = 15  # in which a browser says again where its moderator is
GONE_AFTER_SECONDS = 40  # two that were missed


def look(*, comment_id: int | None, by: Writer) -> None:
    """Note that a moderator has a comment before them; None, or one that is gone: none at all."""
    if comment_id is None or not Comment.objects.filter(pk=comment_id).exists():
        Presence.objects.filter(moderator_id=by.pk).delete()
        return
    Presence.objects.update_or_create(
        moderator_id=by.pk, defaults={"comment_id": comment_id, "seen_at": timezone.now()}
    )


def others(*, comment_ids: Collection[int], than: Writer) -> dict[int, list[str]]:
    """The names of the colleagues who have these comments before them, in one query."""
    since = timezone.now() - timedelta(seconds=GONE_AFTER_SECONDS)
    found = Presence.objects.filter(seen_at__gt=since, comment_id__in=comment_ids)
    names: dict[int, list[str]] = {}
    for one in found.exclude(moderator_id=than.pk).select_related("moderator").order_by("pk"):
        name = one.moderator.get_full_name() or one.moderator.get_username()
        names.setdefault(one.comment_id, []).append(name)
    return names
