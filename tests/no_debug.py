"""Settings of a server in tests that fails as in production, without the static files collected."""

import atexit
import shutil
import tempfile
from pathlib import Path

from cms.settings import *  # noqa: F403

DEBUG = False
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="hustings-static-"))
(STATIC_ROOT / "staticfiles.json").write_text("{}")
atexit.register(shutil.rmtree, STATIC_ROOT, ignore_errors=True)
