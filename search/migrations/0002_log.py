"""The log of searches, editors' picks and synonyms."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_index"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Synonyms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="With commas between: bin, rubbish, household waste. Whoever searches for one finds posts with the others, too.",
                        max_length=500,
                        verbose_name="words that mean the same",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ["words"],
            },
        ),
        migrations.CreateModel(
            name="EditorsPick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        help_text="One search a line, in the words that people use. A line counts where the search has all of its words, in any order and form: “bin day” counts for “which day are the bins”.",
                        verbose_name="when somebody searches for",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="One sentence below the title. Left empty, the page's own description.",
                        max_length=200,
                        verbose_name="and say",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        help_text="Shown only while anybody may read it.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="show this page",
                    ),
                ),
            ],
            options={
                "verbose_name": "editors' pick",
                "verbose_name_plural": "editors' picks",
                "ordering": ["words"],
            },
        ),
        migrations.CreateModel(
            name="SearchCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("words", models.CharField(max_length=100, verbose_name="words")),
                ("searches", models.PositiveIntegerField(verbose_name="searches")),
                (
                    "nothing_found",
                    models.PositiveIntegerField(verbose_name="searches that found nothing"),
                ),
            ],
            options={
                "verbose_name": "search",
                "verbose_name_plural": "searches",
                "constraints": [
                    models.UniqueConstraint(fields=("day", "words"), name="one_count_a_day")
                ],
            },
        ),
    ]
