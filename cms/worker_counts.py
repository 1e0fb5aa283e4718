"""Where the processes of one server keep what they count (`cms.metrics`).

Apart from it, because the folder has to be named before prometheus_client is imported.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's name for it


@contextmanager
def shared_by_workers() -> Iterator[None]:
    """A folder for the processes that are started meanwhile: empty at first, gone afterwards."""
    if not settings.METRICS_TOKEN or FOLDER in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="hustings-metrics-") as folder:
        os.environ[FOLDER] = folder
        yield
