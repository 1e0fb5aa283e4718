"""The day from which a post is to be read again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blog", "0005_reading")]

    operations = [
        migrations.AddField(
            model_name="blogpostpage",
            name="review_on",
            field=models.DateField(
                blank=True,
                help_text="From this day on, the post is listed as due for review: is it still true? Leave empty to have it listed a year after its last publication.",
                null=True,
                verbose_name="to be read again on",
            ),
        )
    ]
