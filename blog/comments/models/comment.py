"""A comment and its place in a thread.

`Comment` is a third table beside django-comments' and django-comments-xtd's two, and holds all
that listing and moderating needs, so that each list is answered by one table's indexes.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.models import XtdComment
from wagtail.models import Page
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from blog.comments import markup
from blog.comments.models.answers import Question
from blog.comments.staleness import shown_on

BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
STEP = 6  # characters of `path` a level: 36**6 is more than the ids that an int32 key can reach
MAX_DEPTH = 10  # levels below the first comment that `path` has room for


def path_step(comment_id: int) -> str:
    """A comment's own part of its path: its id in base 36, six characters, sorting like the id."""
    digits = ""
    while comment_id:
        comment_id, digit = divmod(comment_id, 36)
        digits = BASE36[digit] + digits
    return digits.rjust(STEP, "0")


class Status(models.IntegerChoices):
    """Where a comment stands. Only `actions` moves it from one to another."""

    UNCONFIRMED = 0, _("Not confirmed")
    HELD = 1, _("Waiting")
    PUBLISHED = 2, _("Published")
    REMOVED = 3, _("Removed")
    SPAM = 4, _("Spam")
    WITHDRAWN = 5, _("Withdrawn by its writer")
    REFUSED = 6, _("Not published")


class ReplyImpossible(ValueError):
    """Nobody can reply to that comment; its text is a sentence for the writer."""


class CommentQuerySet(SearchableQuerySetMixin, models.QuerySet["Comment"]):
    """Comments by what may be seen of them."""

    def published(self) -> Self:
        """What readers see the text of."""
        return self.filter(status=Status.PUBLISHED)

    def in_threads(self) -> Self:
        """What has a place in a thread: published, or once published and taken away since."""
        return self.filter(published_at__isnull=False)

    def waiting(self) -> Self:
        """What a moderator has to decide on."""
        return self.filter(status=Status.HELD)

    def asked_for_review(self) -> Self:
        """What a writer wants another moderator to look at, and nobody has."""
        asked = self.filter(review__asked_at__isnull=False, review__decided_at__isnull=True)
        return asked.exclude(status=Status.WITHDRAWN)

    def edited_since_decision(self) -> Self:
        """Published, with a text that no moderator has seen since its writer changed it."""
        unseen = Q(moderated_at__isnull=True) | Q(edited_at__gt=F("moderated_at"))
        return self.published().filter(unseen, edited_at__isnull=False)


class Comment(index.Indexed, XtdComment):
    """One reader's comment under a page, or a reply to another's.

    `path` is the parent's path and this comment's id in base 36: sorting by it is reading order,
    depth first, without renumbering when somebody replies. xtd's `thread_id`, `order`, `level`
    and `parent_id` are kept meaningful; dc's `is_public` and `is_removed` follow `status`.
    """

    xtdcomment_ptr = models.OneToOneField(
        XtdComment, on_delete=models.CASCADE, parent_link=True, related_name="discussion_comment"
    )
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, db_index=False, related_name="discussion"
    )
    root_id = models.IntegerField(default=0, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    path = models.CharField(max_length=STEP * (MAX_DEPTH + 1), default="", editable=False)
    status = models.PositiveSmallIntegerField(
        _("status"), choices=Status.choices, default=Status.HELD
    )
    spam_score = models.FloatField(null=True, blank=True)  # 0 to 1; null: nothing has judged it
    reply_count = models.PositiveIntegerField(default=0)  # of a root: published replies, all levels
    like_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)  # when readers first could see it
    edited_at = models.DateTimeField(null=True, blank=True)
    email_hash = models.CharField(max_length=32, blank=True, default="")
    ip_hash = models.CharField(max_length=32, blank=True, default="")
    # Null for what can be sent any number of times: see `policy.fingerprint`.
    fingerprint = models.CharField(
        max_length=32, null=True, blank=True, unique=True, editable=False
    )
    ip_purged_at = models.DateTimeField(null=True, blank=True)
    # The text as readers see it: made by `markup.render`, whose version it was made by.
    html = models.TextField(blank=True, default="", editable=False)
    html_version = models.PositiveSmallIntegerField(default=0, editable=False)  # 0: not made yet
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the writer can read `user_email`
    # Why a person should look before readers do: names out of `policy.SIGNALS`.
    signals = models.JSONField(blank=True, default=list)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="moderated_comments",
    )
    moderated_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")  # for the writer, in words
    # The rule that the last decision cited, in the words that it had: “Rule 2: …”. Public.
    rule_cited = models.CharField(max_length=230, blank=True, default="")
    # Since when a moderator has something to decide about it, and until when one means to: set
    # and taken away by `clock.start` and `clock.stop` alone.
    waiting_since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    # What speaks for spam, with its weight, in words: `spam.Judgement.reasons`.
    spam_reasons = models.JSONField(blank=True, default=list)
    # Reports that nobody has looked at, and since when there are any.
    open_reports = models.PositiveIntegerField(default=0)
    reported_at = models.DateTimeField(null=True, blank=True)
    redacted_at = models.DateTimeField(null=True, blank=True)  # personal data was blacked out
    wants_notice = models.BooleanField(default=False)  # mail to its writer about decisions
    # Under which office it was written (`OfficialRole.title` at that time); "": as anybody.
    official_role = models.CharField(max_length=120, blank=True, default="")
    question = models.PositiveSmallIntegerField(
        _("question"), choices=Question.choices, default=Question.NONE
    )
    answer = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answers_to"
    )
    answer_due_at = models.DateTimeField(null=True, blank=True)
    question_settled_at = models.DateTimeField(null=True, blank=True)
    passed_on_to = models.CharField(max_length=200, blank=True, default="")  # public

    objects = CommentQuerySet.as_manager()

    # A comment is indexed when `signal_handlers` says so: saves go through `actions`, in steps.
    search_auto_update = False
    search_fields = [
        index.SearchField("comment"),
        index.FilterField("status"),
        index.FilterField("page_id"),
        index.FilterField("published_at"),
    ]
    # Comments by the hundred thousand would fill Wagtail's index of references with nothing.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["root_id", "path"]
        default_permissions = ["change", "view"]
        permissions = [
            ("export_comments", _("Export comments, without names")),
            ("export_names", _("Export comments with names")),
        ]
        indexes = [
            models.Index(
                fields=["page", "root_id"],
                condition=Q(depth=0, published_at__isnull=False),
                name="comment_roots_of_page",
            ),
            models.Index(
                fields=["root_id", "path"],
                condition=Q(published_at__isnull=False),
                name="comment_thread",
            ),
            models.Index(fields=["page", "status"], name="comment_count_of_page"),
            models.Index(fields=["status", "-xtdcomment_ptr"], name="comment_queue"),
            models.Index(fields=["email_hash"], name="comment_email"),
            models.Index(fields=["ip_hash", "-xtdcomment_ptr"], name="comment_address"),
            models.Index(
                fields=["-published_at"],
                condition=Q(status=Status.PUBLISHED),
                name="comment_latest",
            ),
            models.Index(
                fields=["page", "-published_at"],
                condition=Q(status=Status.PUBLISHED),
                name="comment_latest_of_page",
            ),
            models.Index(
                fields=["-edited_at"],
                condition=Q(edited_at__isnull=False, status=Status.PUBLISHED)
                & (Q(moderated_at__isnull=True) | Q(edited_at__gt=F("moderated_at"))),
                name="comment_edited",
            ),
            models.Index(
                fields=["due_at", "xtdcomment_ptr"],
                condition=Q(status=Status.HELD),
                name="comment_held",
            ),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="comment_due"),
            models.Index(
                fields=["due_at", "xtdcomment_ptr"],
                condition=Q(open_reports__gt=0),
                name="comment_reported",
            ),
            models.Index(
                fields=["-question_settled_at"],
                condition=Q(question_settled_at__isnull=False, status=Status.PUBLISHED),
                name="comment_settled",
            ),
            models.Index(
                fields=["answer_due_at"],
                condition=Q(question=Question.AWAITING, status=Status.PUBLISHED),
                name="comment_awaits_answer",
            ),
            models.Index(
                fields=["page", "question"], condition=Q(question__gt=0), name="comment_question"
            ),
            models.Index(
                fields=["page", "root_id"],
                condition=~Q(official_role="") & Q(published_at__isnull=False),
                name="comment_official",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.comment[:50]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new comment gets its place in the thread, and nothing is renumbered.

        A reply locks the first comment of its thread, and only that, so that two writers can
        never wait for each other. Raises ReplyImpossible for a reply to what cannot be replied to:
        forms check first, this is the last door.
        """
        with shown_on(self.page_id):
            self._save(*args, **kwargs)

    def _save(self, *args: Any, **kwargs: Any) -> None:
        # Past XtdComment.save, which renumbers the thread and is not safe with two writers.
        plain_save = super(XtdComment, self).save
        self._follow_status()
        if self.pk:
            plain_save(*args, **kwargs)
            return
        with transaction.atomic():
            parent = self._locked_parent()
            self.content_type_id = self.page.content_type_id
            self.object_pk = str(self.page_id)
            self.site_id = settings.SITE_ID
            if parent:
                self.depth = self.level = parent.depth + 1
                self.root_id = self.thread_id = parent.root_id
            plain_save(*args, **kwargs)
            self.order = self.pk
            self.path = (parent.path if parent else "") + path_step(self.pk)
            if not parent:
                self.parent_id = self.root_id = self.thread_id = self.pk
            Comment.objects.filter(pk=self.pk).update(path=self.path, root_id=self.root_id)
            XtdComment.norel_objects.filter(pk=self.pk).update(
                order=self.order, thread_id=self.thread_id, parent_id=self.parent_id
            )
            if parent and self.status == Status.PUBLISHED:
                Comment.objects.filter(pk=self.root_id).update(reply_count=F("reply_count") + 1)

    def _locked_parent(self) -> "Comment | None":
        if not self.parent_id:
            return None
        parent = Comment.objects.filter(pk=self.parent_id, page_id=self.page_id).first()
        if parent is None:
            raise ReplyImpossible(_now("The comment that you reply to is not on this page."))
        Comment.lock_thread(parent.root_id)
        parent.refresh_from_db(fields=["status"])
        parent.check_can_be_answered()
        return parent

    def check_can_be_answered(self) -> None:
        """Raises ReplyImpossible, with a sentence, where nobody can reply to this comment."""
        if self.status != Status.PUBLISHED:
            raise ReplyImpossible(
                _now("The comment that you reply to is no longer here. Your text is kept below.")
            )
        if not self.can_have_replies:
            raise ReplyImpossible(
                _now("This thread is as deep as it may get. Please reply further up.")
            )

    def _follow_status(self) -> None:
        self.is_public = self.status == Status.PUBLISHED
        self.is_removed = self.status in {
            Status.REMOVED,
            Status.SPAM,
            Status.WITHDRAWN,
            Status.REFUSED,
        }

    @staticmethod
    def lock_thread(root_id: int) -> None:
        """Hold the thread's first comment until the transaction ends (SQLite: all writing is)."""
        thread = Comment.objects.select_for_update(of=("self",)).filter(pk=root_id)
        list(thread.order_by().values_list("pk", flat=True))

    def count_in_thread(self, *, was_published: bool) -> None:
        """Keep the thread's count of replies right after a change of state, in its transaction."""
        if self.depth and was_published != self.is_published:
            step = 1 if self.is_published else -1
            with shown_on(self.page_id):
                Comment.objects.filter(pk=self.root_id).update(
                    reply_count=Greatest(F("reply_count") + step, 0)
                )

    def refresh_in_search(self) -> None:
        """Let the search index follow what the comment now is.

        In the thread's lock: two who index the same comment at once would both add it, and the
        one who read an earlier state could be the last to write.
        """
        with transaction.atomic():
            Comment.lock_thread(self.root_id)
            current = Comment.objects.filter(pk=self.pk).first()
            if current is not None and current.is_published:
                index.insert_or_update_object(current)
            else:
                index.remove_object(self)

    @classmethod
    def get_indexed_objects(cls) -> CommentQuerySet:
        """What `update_index` puts into the search index: nothing that readers cannot see."""
        return cls.objects.published()

    @property
    def is_published(self) -> bool:
        """Whether readers see the text."""
        return self.status == Status.PUBLISHED

    @property
    def is_edited_since_decision(self) -> bool:
        """Whether its writer changed the text after a moderator last decided on it."""
        if self.edited_at is None:
            return False
        return self.moderated_at is None or self.edited_at > self.moderated_at

    @property
    def seen_as(self) -> str:
        """What a moderator decides on, in short: the state, the last decision, the last edit."""
        moments = [moment and moment.timestamp() for moment in (self.moderated_at, self.edited_at)]
        return "-".join([str(self.status), *(f"{moment or 0:.6f}" for moment in moments)])

    @property
    def is_erased(self) -> bool:
        """Whether nothing is left of it but its place in the thread."""
        return self.status == Status.WITHDRAWN and not self.comment

    @property
    def body_html(self) -> str:
        """The text as readers see it: HTML that is safe to show as it is.

        Stored when it was written; made anew where the rules of `markup` have changed since.
        """
        if self.html_version == markup.VERSION:
            return self.html
        return markup.render(self.comment)

    def set_text(self, text: str) -> None:
        """Take over a text, with the HTML that is made of it."""
        self.comment, self.html, self.html_version = text, markup.render(text), markup.VERSION

    @property
    def can_have_replies(self) -> bool:
        """Whether there is room below, by the setting and by the path."""
        return self.depth < min(settings.COMMENTS_XTD_MAX_THREAD_LEVEL, MAX_DEPTH)

    @property
    def author_name(self) -> str:
        """The name to show: the account's full name, or what the guest typed."""
        if self.is_erased:
            return _now("Erased")
        if self.user_id and self.user:
            return self.user.get_full_name() or self.user.get_username()
        if self.pk and not self.user_name:  # guests type a name, accounts lend theirs
            return _now("Somebody whose account is gone")
        return self.user_name

    def get_absolute_url(self, anchor_pattern: str = "") -> str:
        """The comment's lasting address, which leads to where it now stands under its post."""
        return reverse("comments:permalink", args=[self.pk])
