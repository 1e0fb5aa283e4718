"""The search as a Django app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Finding posts and comments."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what follows from news of the database."""
        from search import signal_handlers  # noqa: F401, PLC0415 - models have to be there first
