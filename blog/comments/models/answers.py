"""Who answers for the organisation, and what becomes of readers' questions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.IntegerChoices):
    """Where a comment stands that asks the organisation something."""

    NONE = 0, _("Not a question")
    AWAITING = 1, _("Awaiting an answer")
    ANSWERED = 2, _("Answered")
    PASSED_ON = 3, _("Passed on")
    NOT_NEEDED = 4, _("No answer needed")


class OfficialRoleManager(models.Manager["OfficialRole"]):
    """Offices by who holds them."""

    def held_by(self, account_id: int | None) -> "OfficialRole | None":
        """The office in whose name an account can write now; None where there is none."""
        if account_id is None:
            return None
        return self.filter(user_id=account_id, user__is_active=True).first()


class OfficialRole(models.Model):
    """The office in whose name an account answers: “Town clerk”."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="official_role",
        verbose_name=_("account"),
    )
    title = models.CharField(
        _("role"),
        max_length=120,
        help_text=_("As readers should see it beside the answers: Town clerk."),
    )

    objects = OfficialRoleManager()

    class Meta:
        verbose_name = _("official role")
        ordering = ["title"]
        default_permissions = ("add", "change", "delete")

    def __str__(self) -> str:
        return self.title
