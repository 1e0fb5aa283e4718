"""The whole address map."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import health, views
from search.views import search

handler500 = "cms.views.server_error"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("comments/", include("blog.comments.urls")),
    path("search/", search, name="search"),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", views.media),
    path("", include(wagtail_urls)),
]
