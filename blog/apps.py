"""The blog's app."""

from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Blog"

    def ready(self) -> None:
        """Register what listens to Wagtail's news."""
        from blog import signal_handlers  # noqa: F401, PLC0415 - needs loaded models
