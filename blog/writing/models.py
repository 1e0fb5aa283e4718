"""What is stored about writing: its settings, who reviews, links to drafts, pages on their way."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.locks import WorkflowLock
from wagtail.log_actions import log
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState
from wagtail.signals import task_submitted

PERSON = settings.AUTH_USER_MODEL


@register_setting(icon="edit")
class WritingSettings(BaseGenericSetting):
    """How posts are written here, as an administrator sets it."""

    every_post_is_reviewed = models.BooleanField(
        _("Every post is reviewed by somebody else before it is published"),
        default=False,
        help_text=_(
            "Nobody then publishes or schedules a post on their own, administrators included: a"
            " colleague reads it first, and approves it. Without this, editors may ask for a"
            " review, or publish themselves."
        ),
    )
    known_abbreviations = models.TextField(
        _("abbreviations that your readers know"),
        blank=True,
        help_text=_(
            "With spaces or line ends between: PCC NPPF. The advice before publishing does not ask"
            " what these stand for."
        ),
    )

    panels = [FieldPanel("every_post_is_reviewed"), FieldPanel("known_abbreviations")]

    class Meta:
        verbose_name = _("writing")

    @classmethod
    def current(cls) -> "WritingSettings":
        """The settings as they are; those of a new installation where nobody has set any."""
        return cls.objects.first() or cls()


class ReviewLock(WorkflowLock):
    """While a colleague reads it, a post stays as its writer handed it over."""

    def get_message(self, user: Any) -> str:
        """What the writer is told at the top of the editor."""
        if not self.for_user(user):
            return ""
        return _now(
            "A colleague is asked to review this, so it stays as you handed it over. To go on"
            " writing, press “Take back from review” at the foot of the editor."
        )

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        """What the writer is told beside the lock."""
        if self.for_user(user):
            return _now("A colleague reviews it")
        return str(super().get_description(user, can_lock))


class ColleagueReview(AbstractGroupApprovalTask):
    """One colleague of the chosen groups reads a post and approves it; never who handed it in."""

    lock_class = ReviewLock

    class Meta:
        verbose_name = _("review by a colleague")
        verbose_name_plural = _("reviews by colleagues")

    @classmethod
    def get_description(cls) -> str:
        """As Wagtail lists kinds of tasks."""
        return _now("Somebody of the chosen groups reads it, but not who handed it in.")

    def is_own(self, page: Any, user: Any) -> bool:
        """Whether the post that is under review was handed in by this person."""
        state = page.current_workflow_state
        return bool(state) and state.requested_by_id == user.pk

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Whoever handed it in, and who does not review, change nothing meanwhile."""
        return self.is_own(obj, user) or super().locked_for_user(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """None for whoever handed it in: that would be no review."""
        is_reviewer = user.is_superuser or self._user_in_groups(user)
        if not is_reviewer or self.is_own(obj, user):
            return []
        return [
            ("reject", _now("Ask for changes"), True),
            ("approve", _now("Approve"), False),
            ("approve", _now("Approve with a remark"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """What waits for this person."""
        return (
            super()
            .get_task_states_user_can_moderate(user, **kwargs)
            .exclude(workflow_state__requested_by=user)
        )

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or hand back; what may not go out so is handed on or back instead.

        Approving publishes the newest version. If that is the approver's own, and the organisation
        wants two pairs of eyes, it becomes a post that they handed in, for others to review. If
        something is missing in it, it goes back with what.
        """
        self._check(task_state, user, action_name)
        if action_name == "approve":
            page = task_state.workflow_state.content_object
            newest = page.get_latest_revision()
            if newest.user_id == user.pk and WritingSettings.current().every_post_is_reviewed:
                self._hand_on(task_state, user)
                return
            if not newest.as_object().is_complete():
                action_name = "reject"
                missing = _now("It cannot be published yet, because something is missing in it.")
                kwargs["comment"] = f"{missing} {kwargs.get('comment', '')}".strip()
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def was_read(cls, workflow_state: Any, version: Any) -> bool:
        """Whether somebody else read and approved a version after it was written."""
        its_own = {workflow_state.requested_by_id, version.user_id, None}
        approvals = TaskState.objects.filter(
            workflow_state=workflow_state,
            status=TaskState.STATUS_APPROVED,
            task__content_type=ContentType.objects.get_for_model(cls),
            finished_at__gte=version.created_at,
        )
        return any(approval.finished_by_id not in its_own for approval in approvals)

    def _check(self, task_state: Any, user: Any, action_name: str) -> None:
        """Ask about the post that is decided on: Wagtail asked about the one in the address."""
        page = task_state.workflow_state.content_object
        current = page.current_workflow_task_state
        is_current = current is not None and current.pk == task_state.pk
        possible = {name for name, *_rest in self.get_actions(page, user)}
        if not is_current or action_name not in possible:
            raise PermissionDenied

    def _hand_on(self, task_state: Any, user: Any) -> None:
        """Who changed the text is now who handed it in, and the others are told."""
        state = task_state.workflow_state
        state.requested_by = user
        state.save()
        log(instance=state.content_object.specific, action="writing.hand_on", user=user)
        task_submitted.send(sender=TaskState, instance=task_state, user=user)


class DraftLinkQuerySet(models.QuerySet["DraftLink"]):
    """Links to drafts."""

    def working_for(self, page: Any) -> list["DraftLink"]:
        """Those of a page at which somebody can still read."""
        links = self.filter(page_id=page.pk, revoked_at=None, expires_at__gt=timezone.now())
        return [link for link in links.select_related("page", "created_by") if link.works]


class DraftLink(models.Model):
    """An address at which somebody without an account reads the latest draft of a page."""

    # In the address, signed. Not the primary key: a database may give that to another row later.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = DraftLinkQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Draft link {self.pk} for page {self.page_id}"

    @property
    def works(self) -> bool:
        """Whether somebody can still read at it: as long as its maker could show the draft anew."""
        if self.revoked_at or self.has_expired:
            return False
        may_edit: bool = self.page.permissions_for_user(self.created_by).can_edit()
        return may_edit

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= timezone.now()


class NewPage(models.Model):
    """A blank form of the editor that became a page: sent twice at once, it is still one page."""

    key = models.UUIDField(primary_key=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="+")
    # When the version was written that the form led to last. A version that the editor writes
    # anew by itself keeps its number, but gets another time.
    version_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Form {self.key}"
