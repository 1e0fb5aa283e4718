"""The whole address map."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.defaults import page_not_found
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from blog import sitemaps
from cms import views
from cms.login import AdminLogin, PasswordReset, SiteLogin
from home import views as site_views
from search.views import search, suggest

handler500 = "cms.views.server_error"

urlpatterns = [
    # In front of Wagtail's own, under the same names.
    path("admin/login/", AdminLogin.as_view(), name="wagtailadmin_login"),
    path("_util/login/", SiteLogin.as_view(), name="wagtailcore_login"),
    path("admin/password_reset/", PasswordReset.as_view(), name="wagtailadmin_password_reset"),
    path("admin/", include(wagtailadmin_urls)),
    # Longer numbers are no id of any database, and some of them stop Python's own conversion.
    re_path(r"^documents/\d{11,}/", page_not_found, {"exception": None}),
    path("documents/", include(wagtaildocs_urls)),
    path("comments/", include("blog.comments.urls")),
    path("draft/", include("blog.writing.urls")),
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="search_suggestions"),
    # For programs. Where there is a token, `cms.metrics` answers before this.
    path("metrics", page_not_found, {"exception": None}),
    re_path(r"^brand-(?P<colour>[0-9a-f]{6})\.css$", site_views.brand_css),
    path("favicon.ico", site_views.favicon),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-pages-<int:number>.xml", sitemaps.sitemap_pages, name="sitemap_pages"),
    path("sitemap-lists-<int:number>.xml", sitemaps.sitemap_lists, name="sitemap_lists"),
    path("robots.txt", site_views.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", site_views.security_txt, name="security_txt"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", views.media),
    path("", include(wagtail_urls)),
]
