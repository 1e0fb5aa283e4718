"""A new site has a front page at its root, in place of Wagtail's page of welcome."""

from typing import Any

from django.db import migrations


def create_front_page(apps: Any, schema_editor: Any) -> None:
    """Put the front page where Wagtail's own first page stands, and make it the site's root."""
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("home", "HomePage")
    if Page.objects.exclude(depth=1).exclude(pk=2, depth=2, slug="home").exists():
        return  # not a new site: nothing here is ours to replace
    Page.objects.filter(pk=2, depth=2).delete()
    content_type, _created = ContentType.objects.get_or_create(app_label="home", model="homepage")
    front_page = HomePage.objects.create(
        title="Home",
        draft_title="Home",
        slug="home",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale_id=Page.objects.get(depth=1).locale_id,
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page_id=front_page.pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("wagtailcore", "0054_initial_locale"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_front_page, migrations.RunPython.noop)]
