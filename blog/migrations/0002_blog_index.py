"""A new site has its blog at /blog/."""

from typing import Any

from django.db import migrations


def create_blog_index(apps: Any, schema_editor: Any) -> None:
    """Put an empty blog under the front page, unless something is there already."""
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    BlogIndexPage = apps.get_model("blog", "BlogIndexPage")
    front_page = Page.objects.filter(content_type__model="homepage", depth=2, numchild=0).first()
    if front_page is None:
        return
    content_type, _created = ContentType.objects.get_or_create(
        app_label="blog", model="blogindexpage"
    )
    BlogIndexPage.objects.create(
        title="Blog",
        draft_title="Blog",
        slug="blog",
        content_type=content_type,
        path=f"{front_page.path}0001",
        depth=3,
        numchild=0,
        url_path=f"{front_page.url_path}blog/",
        show_in_menus=True,
        locale_id=front_page.locale_id,
    )
    Page.objects.filter(pk=front_page.pk).update(numchild=1)


class Migration(migrations.Migration):
    dependencies = [("blog", "0001_initial"), ("home", "0002_front_page")]

    operations = [migrations.RunPython(create_blog_index, migrations.RunPython.noop)]
