"""The figures of months that have ended, kept so that nobody has to count them again."""

from django.db import models


class MonthFigures(models.Model):
    """What `figures.of_month` found of one month; made anew from the record whenever it is lost."""

    month = models.DateField(unique=True)  # its first day
    version = models.PositiveSmallIntegerField()  # of the figures' definitions
    figures = models.JSONField()

    class Meta:
        default_permissions = ()
        ordering = ["month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
