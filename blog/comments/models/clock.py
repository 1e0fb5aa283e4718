"""When people are at work here, and how soon they want to have decided and answered."""

from datetime import date, time

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@register_setting(icon="time")
class WorkingHours(BaseGenericSetting):
    """The targets for moderation and for answers, and the hours in which they run."""

    moderation_hours = models.PositiveSmallIntegerField(
        _("a comment is decided on within"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("Working hours. Readers see this, and how long it really took."),
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("a question is answered within"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("Working hours. Readers see this, and how long it really took."),
    )
    opens_at = models.TimeField(_("from"), default=time(9))
    closes_at = models.TimeField(
        _("until"), default=time(17), help_text=_("00:00 is midnight, at the end of the day.")
    )
    monday = models.BooleanField(_("Monday"), default=True)
    tuesday = models.BooleanField(_("Tuesday"), default=True)
    wednesday = models.BooleanField(_("Wednesday"), default=True)
    thursday = models.BooleanField(_("Thursday"), default=True)
    friday = models.BooleanField(_("Friday"), default=True)
    saturday = models.BooleanField(_("Saturday"), default=False)
    sunday = models.BooleanField(_("Sunday"), default=False)
    holidays = models.TextField(
        _("holidays"),
        blank=True,
        help_text=_(
            "One a line, year first, and its name if you like: 2026-12-25 Christmas Day. On these"
            " days the clock stands still."
        ),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("moderation_hours"), FieldPanel("answer_hours")], heading=_("Targets")
        ),
        MultiFieldPanel(
            [FieldPanel("opens_at"), FieldPanel("closes_at"), *(FieldPanel(day) for day in DAYS)],
            heading=_("Hours in which somebody is there"),
        ),
        FieldPanel("holidays"),
    ]

    class Meta:
        verbose_name = _("Working hours")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        """Somebody is there at some time, and the holidays are dates."""
        super().clean()
        has_hours = self.opens_at is not None and self.closes_at is not None
        if has_hours and time(0) < self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("This is not after the first hour.")})
        if not any(getattr(self, day) for day in DAYS):
            raise ValidationError(_("Please tick at least one day of the week."))
        for line in filter(None, map(str.strip, self.holidays.splitlines())):
            try:
                date.fromisoformat(line.split()[0])
            except ValueError:
                raise ValidationError(
                    {
                        "holidays": _("“%(line)s” does not begin with a date such as 2026-12-25.")
                        % {"line": line[:60]}
                    }
                ) from None

    @classmethod
    def current(cls) -> "WorkingHours":
        """The hours, in one query; as they come, where nobody has saved any."""
        return cls.objects.first() or cls()

    @property
    def weekdays(self) -> frozenset[int]:
        """The days of the week that are worked on; Monday is 0."""
        return frozenset(number for number, day in enumerate(DAYS) if getattr(self, day))

    @property
    def days_off(self) -> frozenset[date]:
        """The holidays; a line that is no date is passed over."""
        found = set()
        for line in filter(None, map(str.strip, self.holidays.splitlines())):
            try:
                found.add(date.fromisoformat(line.split()[0]))
            except ValueError:
                continue
        return frozenset(found)
