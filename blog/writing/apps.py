"""The app of the editor's desk: what stands between a first draft and a published post."""

from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "blog.writing"
    label = "writing"
    verbose_name = "Writing"
    default = True
