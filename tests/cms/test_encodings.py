"""In which encoding a kept page is sent."""

import pytest

from cms.page_cache import encoding_for


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("GZIP", "gzip"),
        ("br;q=0.5", "br"),
        ("gzip; q=0", "identity"),
        ("*", "identity"),
    ],
)
def test_the_encoding_is_one_that_was_asked_for(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding
