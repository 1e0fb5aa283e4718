"""The links' app."""

from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "blog.links"
    label = "links"
    verbose_name = "Links"

    def ready(self) -> None:
        """Register what listens to Wagtail's news."""
        from blog.links import signal_handlers  # noqa: F401, PLC0415 - needs loaded models
