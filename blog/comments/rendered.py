"""What pages show of comments, kept in this process.

When a page is made anew, one of its comments has changed and a hundred have not. What is kept is
found by the values of all that it shows, so that it need not be told of any change.
"""

from collections.abc import Callable, Hashable
from operator import attrgetter
from threading import Lock
from typing import Any, cast

from django.db.models import JSONField
from django.template.loader import get_template
from django.utils.translation import get_language

from blog.comments.models import Comment
from blog.comments.threads import Entry

MOST = 8_000  # two for each comment on a page; about 1 kB each

# Everything that a comment's row says but lists of reasons, which readers do not see.
VALUES = attrgetter(
    *(field.attname for field in Comment._meta.concrete_fields if not isinstance(field, JSONField))
)
_kept: dict[Hashable, Any] = {}
_lock = Lock()


def once[T](key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, made once for a key that names every value it depends on."""
    found = _kept.get(key)
    if found is not None:
        return cast("T", found)
    made = make()
    with _lock:
        while len(_kept) >= MOST:
            del _kept[next(iter(_kept))]  # what was made first
        _kept[key] = made
    return made


def values_of(comment: Comment) -> tuple[int, int, str]:
    """What is another after each change of a comment that readers can see.

    A number for all values, which is another in each process, as Python's hashes are.
    """
    return comment.pk, hash(VALUES(comment)), comment.author_name


def html_of(entry: Entry, *, closed: bool, organisation: str) -> str:
    """One comment as HTML, by the template comments/comment.html."""

    def make() -> str:
        context = {"entry": entry, "closed": closed, "organisation": organisation}
        return get_template("comments/comment.html").render(context)

    if entry.is_tombstone:  # says more than the comment's own row
        return make()
    key = (
        get_language(),
        values_of(entry.comment),
        entry.comment.can_have_replies,
        entry.shown_depth,
        values_of(entry.parent) if entry.says_to_whom and entry.parent else None,
        entry.parent_is_here,
        closed,
        organisation,
    )
    return once(key, make)
