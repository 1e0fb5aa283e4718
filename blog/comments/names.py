"""Names that nobody without an account may write under, however they are spelt.

Two names are taken for the same when they look the same: without case, accents, spaces, signs and
what cannot be seen, with letters of other scripts (Unicode Technical Standard 39) and digits read
as the Latin letters that they look like.
"""

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs.confusables import confusables_data
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils.translation import gettext as _

from blog.comments.models import DiscussionSettings, OfficialRole
from blog.comments.signals import reserved_names_wanted

# ASCII that passes for a letter. Small l, capital I and 1 are one sign in many typefaces.
LOOKALIKES = str.maketrans("013457@$!|l", "oieastasiii")
PAIRS = {"rn": "m", "vv": "w"}
# Letters and signs by their category, and nothing to see but, at most, a space: fillers of Hangul
# and of hieroglyphs, Braille without dots, a note without a head.
BLANKS = "\u115f\u1160\u3164\uffa0\u2800\U0001d159\U00013441\U00013442"
# Digits at the ends of a word, which may be no part of it.
BEHIND = re.compile(r"(?<=\w)[\d!|]+$")
AHEAD = re.compile(r"^[\d!|]+(?=\D)")
AROUND = re.compile(rf"{AHEAD.pattern}|{BEHIND.pattern}")
NOWHERE = re.compile(r"(?!)")
SIGNS = dict.fromkeys("●○◯◦◉◎⚪⚫⬤⭕🔴🔵🟠🟡🟢🟣🟤", "o") | {"¡": "i", "•": "o"}
# What Unicode calls a letter of ours with something to it, in a box, or small.
NAMED_LETTER = re.compile(
    r"(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL|INDICATOR SYMBOL LETTER)"
    r" (?:DOTLESS |SCRIPT )?([A-Z])(?: WITH .+)?$"
)
LINK = re.compile(
    # Any address; a word with what ends many addresses; an e-mail address.
    r"://|\bwww\d?\.|\w\.\w{2,24}/|\S@\w[\w.-]*\.\w{2}"
    r"|\w\.(?:com|net|org|info|biz|io|uk|ru|cn|xyz|top|shop|site|online|store|club|example)\b",
    re.IGNORECASE,
)


def holds_link(name: str) -> bool:
    """Whether the name holds a web or e-mail address, or what most people would take for one."""
    seen = unicodedata.normalize("NFKC", name).translate(dict.fromkeys(map(ord, BLANKS)))
    return bool(LINK.search("".join(char for char in seen if unicodedata.category(char) != "Cf")))


SPEAKERS = Q(content_type__app_label="wagtailadmin", codename="access_admin") | Q(
    content_type__app_label="comments", codename="change_comment"
)


def why_reserved(name: str) -> str:
    """A sentence that says why a guest cannot write under the name; "" if they can.

    Reserved are, as words within a name too, those of the settings and the official roles; and as
    whole names those of the people who edit, moderate or are authors, and of the site. In five
    queries.
    """
    readings = _readings(name)
    if not any(readings):
        return ""
    official = ["".join(_words(line)) for line in _official_lines()]
    if any(_holds(words, phrase) for phrase in official if phrase for words in readings):
        return _("“%(name)s” sounds official. Please write under another name.") % {"name": name}
    for other in _names_of_people():
        taken = _words(other)
        if any(_is_same(words, taken) for words in readings):
            return _(
                "“%(name)s” is the name of somebody here. Please write under another name."
            ) % {"name": name}
    return ""


def _official_lines() -> list[str]:
    titles = OfficialRole.objects.values_list("title", flat=True)
    return [*DiscussionSettings.current().reserved_names.splitlines(), *titles]


def _holds(words: list[str], phrase: str) -> bool:
    """Whether words in a row, however they are parted, are the phrase, or many of it."""
    for start in range(len(words)):
        seen = ""
        for word in words[start:]:
            seen += word
            looks = {seen, seen.replace("ci", "d")}  # "cl", since l is read as i
            if phrase in looks | {text.removesuffix("s") for text in looks}:
                return True
    return False


def _is_same(words: list[str], others: list[str]) -> bool:
    return "".join(words) == "".join(others) or sorted(words) == sorted(others)


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
    """The words of a name as they look, in plain small letters and digits.

    A number behind a name makes it no other name, nor does an exclamation mark.
    """
    return _as_letters(_parts(name), BEHIND)


def _readings(name: str) -> list[list[str]]:
    """The words of a name in all the ways to read it: digits at their ends are letters, or none."""
    parts = _parts(name)
    return [_as_letters(parts, edges) for edges in (BEHIND, AHEAD, AROUND, NOWHERE)]


def _parts(name: str) -> list[str]:
    spaced = unicodedata.normalize("NFKD", name.translate(dict.fromkeys(map(ord, BLANKS), " ")))
    seen = [char for char in spaced if unicodedata.category(char) not in {"Mn", "Me", "Cf", "Cc"}]
    return re.split(r"[^\w@$!|]|_", "".join(latin(char) for char in seen).casefold())


def _as_letters(parts: list[str], edges: re.Pattern[str]) -> list[str]:
    words = [edges.sub("", part).translate(LOOKALIKES) for part in parts]
    for pair, letter in PAIRS.items():
        words = [word.replace(pair, letter) for word in words]
    return [word for word in words if any(char.isalnum() for char in word)]


@lru_cache(maxsize=4096)
def latin(char: str) -> str:
    """The Latin letter or digit that a sign outside of ASCII looks like; otherwise the sign."""
    if char.isascii():
        return char
    if named := NAMED_LETTER.search(unicodedata.name(char, "")):
        return named[1]
    for other in confusables_data.get(char, []):
        plain = unicodedata.normalize("NFKD", other["c"])
        text = "".join(part for part in plain if unicodedata.category(part) not in {"Mn", "Cf"})
        if text.isascii() and text.isalnum():
            return text
    return SIGNS.get(char, char)
