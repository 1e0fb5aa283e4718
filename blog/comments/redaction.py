"""Blacking personal data out of a comment, for good.

Passages are replaced by a mark that everybody can see, and by nothing else: nobody puts words into
another person's mouth. They are kept nowhere, neither in earlier texts nor on record. What stays:
single words that several people have used, as the spam score learned and quotes them; the score
forgets what it learned when it is trained anew. What other comments say is theirs.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from blog.comments import personal_data
from blog.comments.models import (
    Comment,
    CommentRevision,
    Consultation,
    Decision,
    HouseRule,
    HouseRules,
    Report,
    Review,
    Status,
)
from blog.comments.policy import Writer
from blog.comments.record import record
from blog.comments.signals import comment_changed

SHORTEST = 3  # characters: “a” would black out half of a text
LONGEST = 500
MOST_PASSAGES = 30
# Thai to Myanmar, Khmer, kana, Han and Hangul: written without space between words, or before what
# belongs to a word.
UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
CHANGED = [
    *("comment", "html", "html_version", "signals", "redacted_at"),
    *("reason", "passed_on_to", "spam_reasons"),
]
# In Wagtail's log: the action, and the sentence.
LOGGED = {
    "redact": (gettext_lazy("Black out personal data"), gettext_lazy("Personal data blacked out"))
}


class NotRedacted(Exception):
    """Nothing was blacked out; the text is a sentence that says why."""


def mark() -> str:
    """What stands in the place of a passage, in the site's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("[removed: personal data]")


def candidates(comment: Comment) -> list[personal_data.Found]:
    """What may be personal data in a comment and its earlier texts, as it stands there, once."""
    found: dict[str, personal_data.Found] = {}
    for text in _texts(comment):
        for one in personal_data.find(text):
            if _pattern(one.text).search(text):
                found.setdefault(one.text, one)
    return list(found.values())


def usual_rule(rules: HouseRules | None) -> HouseRule | None:
    """The house rule that speaks of personal data: cited the last time, or by its title."""
    every = list(rules.rules.all()) if rules else []
    last = Decision.objects.filter(action=Decision.Action.REDACT).first()
    titles = [last.rule_title] if last else []
    exact = [rule for rule in every if rule.title in titles]
    about = [rule for rule in every if _("personal data") in rule.title.casefold()]
    return next(iter([*exact, *about]), None)


def redact(
    *, comment: Comment, by: Writer, passages: Sequence[str], rule: HouseRule, explanation: str = ""
) -> Decision:
    """Replace passages, given as they stand, wherever they stand in the comment; gives the record.

    White space and capitals may differ. Earlier texts of the comment, what its writer said for a
    review, what readers said in reports, what moderators asked each other and told the writer, and
    to whom a question was passed on are blacked out too. Raises NotRedacted for a passage that is
    not there, for one that is no personal data, and where nothing would be left.
    """
    wanted = _wanted(passages)
    with transaction.atomic():
        Comment.lock_thread(comment.root_id)
        current = Comment.objects.select_related("user", "page").get(pk=comment.pk)
        if current.status in {Status.UNCONFIRMED, Status.WITHDRAWN}:
            raise NotRedacted(_("There is nothing to black out in this comment."))
        texts = _texts(current)
        for passage in wanted:
            if not any(_stands_in(passage, text) for text in texts):
                raise NotRedacted(
                    _(
                        "“%(passage)s” does not stand in this comment like that. Nothing was"
                        " blacked out: please copy it as it stands."
                    )
                    % {"passage": passage}
                )
        text = _black_out(current.comment, wanted)
        if not re.search(r"\w", text.replace(mark(), "")):
            raise NotRedacted(
                _("Nothing of the comment would be left. Please refuse or remove it instead.")
            )
        current.set_text(text)
        if not personal_data.find(text):
            current.signals = [name for name in current.signals if name != "personal_data"]
        current.reason = _black_out(current.reason, wanted)
        room = current._meta.get_field("passed_on_to").max_length
        current.passed_on_to = _black_out(current.passed_on_to, wanted)[:room]
        current.spam_reasons = _black_out_each(current.spam_reasons, wanted)
        current.redacted_at = timezone.now()
        current.save(update_fields=CHANGED)
        _black_out_beside(current, wanted)
        decision = record(
            action=Decision.Action.REDACT,
            by=Decision.By.MODERATOR,
            comment=current,
            moderator=by,
            from_status=current.status,
            rule=rule,
            explanation=explanation,
        )
        log(
            instance=current,
            action="comments.redact",
            user=by,
            title=_("Comment %(id)s") % {"id": current.pk},
            data={"rule": decision.rule},
        )
        transaction.on_commit(lambda: comment_changed.send(Comment, comment=current))
    return decision


def _wanted(passages: Sequence[str]) -> list[str]:
    """The passages, each once, the longest first: a short one may be part of a long one."""
    wanted = {" ".join(passage.split()): None for passage in passages if passage.strip()}
    if not wanted:
        raise NotRedacted(_("Please say what is to be blacked out."))
    if len(wanted) > MOST_PASSAGES:
        raise NotRedacted(
            _("Please black out at most %(most)d passages at once.") % {"most": MOST_PASSAGES}
        )
    for passage in wanted:
        if not SHORTEST <= len(passage) <= LONGEST:
            raise NotRedacted(
                _("A passage has between %(shortest)d and %(longest)d characters.")
                % {"shortest": SHORTEST, "longest": LONGEST}
            )
        if passage.casefold() in mark().casefold():
            raise NotRedacted(_("This is the mark of what was blacked out before."))
        words = set(re.findall(r"\w+", passage.casefold()))
        if words and words <= _turning_words():
            raise NotRedacted(
                _(
                    "“%(passage)s” is no personal data: without it, the comment might say something"
                    " else. Nothing was blacked out."
                )
                % {"passage": passage}
            )
    return sorted(wanted, key=len, reverse=True)


def _turning_words() -> set[str]:
    """Words that tell of nobody, but of which a sentence's meaning may depend, in any language."""
    # Translators: words of the language that turn a sentence round, in small letters.
    return set(_("not no never nor none without but only except and or is are was were").split())


def _texts(comment: Comment) -> list[str]:
    revisions = CommentRevision.objects.filter(comment=comment)
    return [comment.comment, *revisions.values_list("text", flat=True)]


def _pattern(passage: str) -> re.Pattern[str]:
    """The passage with any white space, whatever its capitals, and not in the middle of a word.

    Where words have no ends, as in Chinese, it may stand anywhere.
    """
    words = r"\s+".join(re.escape(word) for word in passage.split())
    start = r"(?<!\w)" if _ends_word(passage[0]) else ""
    end = r"(?!\w)" if _ends_word(passage[-1]) else ""
    # What follows must not make a link of the mark, as `[words](address)` is one.
    return re.compile(f"{start}{words}{end}(?=([(:[])?)", re.IGNORECASE)


def _stands_in(passage: str, text: str) -> bool:
    """Whether there is anything to black out; the pattern, which is slow, is asked last."""
    return _plain(passage) in _plain(text) and bool(_pattern(passage).search(text))


def _plain(text: str) -> str:
    """Equal at least for what `_pattern` takes for the same: İ is i to it."""
    return " ".join(text.split()).casefold().replace("i\u0307", "i")


def _ends_word(letter: str) -> bool:
    """Whether a word that begins or ends with this letter is set apart from others by space."""
    return bool(re.match(r"\w", letter)) and not re.match(f"[{UNSPACED}]", letter)


def _black_out(text: str, passages: Sequence[str]) -> str:
    """The text with the mark in the place of each passage that stands in it."""
    for passage in passages:
        if _stands_in(passage, text):
            text = _pattern(passage).sub(_mark_before, text)
    return text


def _black_out_each(reasons: Sequence[str], passages: Sequence[str]) -> list[str]:
    return [_black_out(reason, passages) for reason in reasons]


def _mark_before(match: re.Match[str]) -> str:
    return f"{mark()} " if match[1] else mark()


def _black_out_beside(comment: Comment, passages: Sequence[str]) -> None:
    """The same in all that was written about the comment, and in what is on record of it."""
    for rows, field in (
        (CommentRevision.objects.filter(comment=comment), "text"),
        (Review.objects.filter(comment=comment), "why"),
        (Report.objects.filter(comment=comment), "why"),
        (Consultation.objects.filter(comment=comment), "question"),
        (Consultation.objects.filter(comment=comment), "answer"),
    ):
        for pk, before in list(rows.values_list("pk", field)):
            after = _black_out(before, passages)
            if after != before:
                rows.filter(pk=pk).update(**{field: after})
    for decision in Decision.objects.filter(comment=comment):
        words: dict[str, Any] = {
            "explanation": _black_out(decision.explanation, passages),
            "reasons": _black_out_each(decision.reasons, passages),
        }
        if decision.before and decision.before.get("reason"):
            reason = _black_out(decision.before["reason"], passages)
            words["before"] = {**decision.before, "reason": reason}
        changed = {name: now for name, now in words.items() if now != getattr(decision, name)}
        if changed:
            Decision.objects.filter(pk=decision.pk).update(**changed)
