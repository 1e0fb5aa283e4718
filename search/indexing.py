"""What goes into the search index, and how much each text is about each of its words.

The ranking is BM25F [Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009]: what
does not depend on the question, which is how often a word stands in a text for the text's length,
is worked out here, once, as the *impact* of its stem. How rare a word is comes in when somebody
searches.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Sum

from blog.comments import markup
from blog.comments.models import Comment
from blog.models import BlogPostPage
from search import analysis, matching
from search.matching import MODELS, step_of
from search.models import CommentEntry, Entry, Kind, PostEntry, Statistics, Word

# A word of the title counts as so many of the body. With K1 and B measured on public collections
# (`make bench`), and within what the literature gives as usual.
WEIGHTS = {"title": 3, "introduction": 2, "tags": 2, "authors": 2, "body": 1}
K1, B = 1.5, 0.75
HIGHEST = 100
SOFT_HYPHEN = "\u00ad"  # where a word may be broken; it is one word
# From these impacts on, a stem is indexed once more, with a mark: “heron#2”. Where a word stands
# in more texts than can be compared, those that are most about it are found by that.
STEPS = (50, 65, 80)


def add_posts(posts: Iterable[BlogPostPage], known_words: set[str] | None = None) -> None:
    """Put live posts into the index, in place of what was there of them.

    Restricted ones, too: who may read a post is asked when somebody searches. Who adds many gives
    an empty set of `known_words` along, so that each is written down once.
    """
    entries, texts = [], []
    for post in posts:
        fields = {
            "title": post.title,
            "introduction": post.introduction,
            "tags": post.tag_names,
            "authors": post.author_names,
            "body": "\n".join(post.body.stream_block.get_searchable_content(post.body)),
        }
        fields = {name: text.replace(SOFT_HYPHEN, "") for name, text in fields.items()}
        texts.append(_Analysed(fields))
        entries.append(
            PostEntry(
                post_id=post.pk,
                title=" ".join(analysis.words(post.title)),
                text=f"{fields['introduction']}\n{fields['body']}",
                published_at=post.published_at,
            )
        )
    _store(Kind.POST, entries, texts, known_words)


def add_comments(comments: Iterable[Comment], known_words: set[str] | None = None) -> None:
    """Put published comments into the index, in place of what was there of them."""
    entries, texts = [], []
    for comment in comments:
        text = markup.plain(comment.comment).replace(SOFT_HYPHEN, "")
        texts.append(_Analysed({"body": text}))
        entries.append(
            CommentEntry(
                comment_id=comment.pk,
                page_id=comment.page_id,
                text=text,
                published_at=comment.published_at or comment.submit_date,
            )
        )
    _store(Kind.COMMENT, entries, texts, known_words)


def remove(kind: Kind, pks: Iterable[int]) -> None:
    """Take texts out of the index."""
    MODELS[kind]._default_manager.filter(pk__in=list(pks)).delete()


def uncount(entry: Entry) -> None:
    """Count an entry no longer that was deleted, by whomever: its post may have gone with it."""
    kind = Kind.POST if isinstance(entry, PostEntry) else Kind.COMMENT
    with transaction.atomic():
        _hold(kind)
        matching.count_terms(kind, Counter(dict.fromkeys(entry.terms.split(), -1)))
        Statistics.objects.filter(kind=kind).update(
            entries=F("entries") - 1, words=F("words") - entry.length
        )


def count(kind: Kind) -> None:
    """Count everything once more, and forget words that no text holds any more."""
    with transaction.atomic():
        _hold(kind)
        matching.recount_terms(kind)
        totals = MODELS[kind]._default_manager.aggregate(entries=Count("pk"), words=Sum("length"))
        Statistics.objects.filter(kind=kind).update(
            entries=totals["entries"], words=totals["words"] or 0
        )
        matching.forget_words()


def _hold(kind: Kind) -> Statistics:
    """The counts of a kind, which nobody else changes until the transaction ends.

    Everybody who writes to the index holds them first, so that nobody waits in a circle.
    """
    return Statistics.objects.select_for_update().get_or_create(kind=kind)[0]


class _Analysed:
    """The words of a text, and how often each stem stands in it, as its fields weigh."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.counts: Counter[str] = Counter()
        self.spelt: list[str] = []
        for name, text in fields.items():
            for token in analysis.tokens(text):
                self.spelt.extend(token.parts)
                for term in token.terms:
                    self.counts[term] += WEIGHTS[name]
        self.length = self.counts.total()

    def fill(self, entry: Entry, average: float) -> None:
        """Give an entry what follows from its text, beside texts of so many words on average."""
        saturation = K1 * (1 - B + B * self.length / max(average, 1))
        entry.impacts = {
            term: max(round(HIGHEST * count / (count + saturation)), 1)
            for term, count in self.counts.items()
        }
        entry.terms = " ".join(
            step_of(term, step)
            for term, impact in entry.impacts.items()
            for step in range(sum(impact >= least for least in STEPS) + 1)
        )
        entry.words = f" {' '.join(self.spelt)} "
        entry.length = self.length


def _store(
    kind: Kind,
    entries: Sequence[Any],
    texts: Sequence[_Analysed],
    known_words: set[str] | None,
) -> None:
    if not entries:
        return
    model = MODELS[kind]
    fields = [field.name for field in model._meta.fields if not field.primary_key]
    with transaction.atomic():
        statistics = _hold(kind)
        there = model._default_manager.filter(pk__in=[entry.pk for entry in entries])
        before = list(there.values_list("terms", "length"))
        statistics.entries += len(entries) - len(before)
        statistics.words += sum(text.length for text in texts)
        statistics.words -= sum(length for _terms, length in before)
        average = statistics.words / max(statistics.entries, 1)
        for entry, text in zip(entries, texts, strict=True):
            text.fill(entry, average)
        model._default_manager.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=[model._meta.pk.name],
            update_fields=fields,
            batch_size=500,
        )
        spelt = {word for text in texts for word in text.spelt}
        if known_words is None:
            change = Counter(term for entry in entries for term in entry.terms.split())
            change.subtract(term for terms, _length in before for term in terms.split())
            matching.count_terms(kind, change)
        else:  # of many, `count` counts the terms at the end
            spelt -= known_words
            known_words |= spelt
        words = [Word(text=word, stem=analysis.stem(word)) for word in sorted(spelt)]
        Word.objects.bulk_create(words, ignore_conflicts=True, batch_size=5_000)
        statistics.save()
