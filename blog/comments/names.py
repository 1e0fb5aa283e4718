"""Names that nobody without an account may write under, however they are spelt.

Two names are taken for the same when they look the same: without case, accents, spaces, signs and
what cannot be seen, with letters of other scripts (Unicode Technical Standard 39) and digits read
as the Latin letters that they look like.
"""

import re
import unicodedata
from functools import cache

from confusable_homoglyphs.confusables import confusables_data
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils.translation import gettext as _

from blog.comments.models import DiscussionSettings
from blog.comments.signals import reserved_names_wanted

# ASCII that passes for a letter. Small l, capital I and 1 are one sign in many typefaces.
LOOKALIKES = str.maketrans("013457@$!|l", "oieastasiii")
PAIRS = {"rn": "m", "vv": "w"}
SPEAKERS = Q(content_type__app_label="wagtailadmin", codename="access_admin") | Q(
    content_type__app_label="comments", codename="change_comment"
)


def why_reserved(name: str) -> str:
    """A sentence that says why a guest cannot write under the name; "" if they can.

    Reserved are, as words within a name too, those of the settings; and as whole names those of
    the people who edit, moderate or are authors, and of the site. In four queries.
    """
    words = _words(name)
    if not words:
        return ""
    whole, ordered = "".join(words), sorted(words)
    official = [_words(line) for line in DiscussionSettings.current().reserved_names.splitlines()]
    if any(_holds(words, phrase) or whole == "".join(phrase) for phrase in official if phrase):
        return _("“%(name)s” sounds official. Please write under another name.") % {"name": name}
    for other in _names_of_people():
        taken = _words(other)
        if whole == "".join(taken) or ordered == sorted(taken):
            return _(
                "“%(name)s” is the name of somebody here. Please write under another name."
            ) % {"name": name}
    return ""


def _holds(words: list[str], phrase: list[str]) -> bool:
    size = len(phrase)
    return any(words[n : n + size] == phrase for n in range(len(words) - size + 1))


def _names_of_people() -> list[str]:
    """The names under which those who speak here are shown."""
    may_speak = Permission.objects.filter(SPEAKERS)
    accounts = get_user_model().objects.filter(
        Q(is_superuser=True)
        | Q(user_permissions__in=may_speak)
        | Q(groups__permissions__in=may_speak),
        is_active=True,
    )
    names = [user.get_full_name() or user.get_username() for user in accounts.distinct()]
    for _receiver, more in reserved_names_wanted.send(sender=None):
        names.extend(more or ())
    return names


def _words(name: str) -> list[str]:
    """The words of a name as they look, in plain small letters and digits."""
    decomposed = unicodedata.normalize("NFKD", name)
    seen = [
        char for char in decomposed if unicodedata.category(char) not in {"Mn", "Me", "Cf", "Cc"}
    ]
    latin = _latin()
    text = "".join(latin.get(char, char) for char in seen).casefold()
    # A number behind a name makes it no other name, nor does an exclamation mark.
    words = [re.sub(r"(?<=\w)[\d!|]+$", "", word) for word in re.split(r"[^\w@$!|]|_", text)]
    words = [word.translate(LOOKALIKES) for word in words]
    for pair, letter in PAIRS.items():
        words = [word.replace(pair, letter) for word in words]
    return [word for word in words if any(char.isalnum() for char in word)]


@cache
def _latin() -> dict[str, str]:
    """Signs outside of ASCII, each with the Latin letters or digits that it looks like."""
    table = {}
    for char, others in confusables_data.items():
        plain = [other["c"].strip("\u200e") for other in others]
        latin = [text for text in plain if text.isascii() and text.isalnum()]
        if latin and not char.isascii():
            table[char] = latin[0]
    return table
