"""Readers' discussion under a page, built on django-comments-xtd."""
