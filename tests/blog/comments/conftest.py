"""What tests of the discussion start from."""

from typing import Any

import pytest

from blog.models import BlogPostPage
from tests.factories.pages import live_post


@pytest.fixture
def post(db: None) -> BlogPostPage:
    """A published post that is open for comments."""
    return live_post()


@pytest.fixture
def later(settings: Any) -> None:
    """Tasks are put into a queue at which nobody works: the test sends what is due itself."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
