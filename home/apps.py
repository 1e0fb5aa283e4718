"""The front page's app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        """Register what answers the discussion's questions."""
        from home import signal_handlers  # noqa: F401, PLC0415 - needs loaded models
