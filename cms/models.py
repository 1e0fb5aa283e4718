"""The two models that a Django site must choose before its first migration.

They stand here, in the room that no app imports, because apps never need their names: people are
reached by `get_user_model()` and pictures by `get_image_model()`.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class User(AbstractUser):
    """Somebody with an account: an editor, a moderator, an administrator, a known reader.

    Nothing is added yet; a custom model has to be there from the first migration for anything
    ever to be added (https://docs.djangoproject.com/en/6.1/topics/auth/customizing/).
    """

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


class SiteImage(AbstractImage):
    """A picture that an editor uploaded, with who made it."""

    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Who made the picture, as it should be named. Leave empty if nobody need be."),
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """What the picture shows, if somebody wrote it; never its title, which is a file's name."""
        return self.description


class SiteRendition(AbstractRendition):
    """A picture in one size and format, made from an `Image` on first use."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_spec"
            )
        ]


class Change(models.Model):
    """That something was written which pages show: every process that keeps pages looks here.

    Written by `cms.changes` alone, after the commit; the numbers rise. Old rows are dropped.
    """

    # The one page that the change shows on, besides lists of pages; null where it may be any.
    # No foreign key: the page may be gone.
    page_id = models.BigIntegerField(null=True)
    # Something that was public may be so no longer: nothing that was kept may be shown again, not
    # even while the site fails.
    is_withdrawal = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Change {self.pk}"


class JobRun(models.Model):
    """The last run of one scheduled job, and who runs it now (`cms.scheduler`).

    The row is a lease: whoever holds it runs the job, and renews it while that goes on.
    """

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped before its end")

    name = models.CharField(max_length=50, primary_key=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)  # the end of the last run that did
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    message = models.CharField(max_length=300, blank=True)  # of a failure: its last line
    holder = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view",)
        verbose_name = _("operation of the site")

    def __str__(self) -> str:
        return self.name
