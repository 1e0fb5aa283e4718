"""What tests of the discussion start from."""

import pytest

from blog.models import BlogPostPage
from tests.factories.pages import live_post


@pytest.fixture
def post(db: None) -> BlogPostPage:
    """A published post that is open for comments."""
    return live_post()
