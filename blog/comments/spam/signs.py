"""The plain signs of spam: what each weighs before anything is learned, and its words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Log odds of a comment in which nothing at all speaks for spam. With the weights below, it takes
# several signs before a comment is held for them.
BIAS = -2.0
# In the text: learning begins with these weights, and leaves them where decisions say otherwise.
WEIGHTS: dict[str, float] = {
    "links": 0.8,  # each, up to three
    "broken_link": 1.0,
    "shortened": 0.8,
    "mail": 0.7,
    "phone": 0.5,
    "code": 1.0,
    "money": 0.5,
    "odd": 1.5,
    "capitals": 0.6,
    "exclamation": 0.5,
    "figures": 0.0,
    "repeats": 0.5,
    "lines": 0.0,
    "length": 0.0,
    "long": 0.0,
    "short": 0.0,
}
# Around the text: these weights are fixed, because spammers choose when and how they write.
AROUND: dict[str, float] = {
    "first": 0.4,
    "quick": 0.8,
    "no_stamp": 0.8,
    "no_proof": 0.4,
    "repeated": 1.5,
    "name": 1.2,
    "twin": 2.5,
}
LINKS = {1: _("A link"), 2: _("Two links"), 3: _("Three links or more")}
SENTENCES: dict[str, Promise | str] = {
    "broken_link": _("A link in pieces, as if to hide it"),
    "shortened": _("A shortened link, which hides where it leads"),
    "mail": _("An e-mail address"),
    "phone": _("A telephone number"),
    "code": _("Code for a link"),
    "money": _("An amount of money"),
    "odd": _("Letters that only look like others, or that cannot be seen"),
    "capitals": _("Many capital letters"),
    "exclamation": _("Exclamation marks"),
    "figures": _("Many figures"),
    "repeats": _("The same words again and again"),
    "lines": _("Many lines"),
    "first": _("First comment by this person"),
    "quick": _("Sent very quickly"),
    "no_stamp": _("Did not come from the form"),
    "no_proof": _("Came without the sum that browsers do first"),
    "repeated": _("The same text came from somebody else today"),
    "name": _("A name like an advertisement"),
}


def sentence(name: str, values: Mapping[str, float]) -> str:
    """What a sign is called, for moderators."""
    if name == "links":
        return str(LINKS[min(int(values[name]), 3)])
    return str(SENTENCES[name])
