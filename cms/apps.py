"""The site's own app: after every migration, its address is written where Django looks for it."""

from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate
from wagtail.users.apps import WagtailUsersAppConfig


def write_site_address(**kwargs: object) -> None:
    """Put SITE_URL into Wagtail's default site and Django's, so that no one need find them."""
    parts = urlsplit(settings.SITE_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    wagtail_sites = apps.get_model("wagtailcore", "Site").objects.filter(is_default_site=True)
    for site in wagtail_sites.exclude(hostname=parts.hostname, port=port):
        site.hostname, site.port = parts.hostname, port
        site.save()  # not update(): saving clears Wagtail's cache of root addresses
    apps.get_model("sites", "Site").objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={"domain": parts.netloc, "name": settings.WAGTAIL_SITE_NAME},
    )


class CMSConfig(AppConfig):
    name = "cms"
    verbose_name = "Hustings"
    default = True

    def ready(self) -> None:
        """Register the checks, and listen for the end of `migrate`; once, after the last app."""
        from cms import checks, error_reports, signal_handlers  # noqa: F401, PLC0415 - registered by being imported

        error_reports.start()
        post_migrate.connect(write_site_address, sender=apps.get_app_config("sites"))


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's accounts, which nobody uses to come to rights that they do not have."""

    default = False
    user_viewset = "cms.account_rights.AccountViewSet"
