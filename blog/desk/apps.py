"""The desk's app: there for its hooks alone."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "blog.desk"
    label = "desk"
    verbose_name = "Editor's desk"
