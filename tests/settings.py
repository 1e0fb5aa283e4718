"""The settings under test: the product's own, in an environment that each run makes anew.

Nothing of a developer's machine comes in: every variable of `.env.example` is set here, and a
variable that is set wins over `.env`. Only DATABASE_URL is taken over, so that one suite runs on
both databases.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
(ROOT / "var").mkdir(exist_ok=True)
RUN_DIR = Path(tempfile.mkdtemp(prefix="test-", dir=ROOT / "var"))
atexit.register(shutil.rmtree, RUN_DIR, ignore_errors=True)

ENVIRONMENT = {
    "SITE_URL": "http://testserver",
    "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 3,
    "MEDIA_STORAGE_URL": str(RUN_DIR / "media"),
}
for name in dotenv_values(ROOT / ".env.example"):
    if name != "DATABASE_URL":
        os.environ[name] = ENVIRONMENT.get(name, "")
os.environ.setdefault("DATABASE_URL", "")
# Playwright's synchronous interface keeps an event loop in the main thread, in which Django would
# refuse to touch the database. No test is itself asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from cms.settings import *  # noqa: E402, F403
from cms.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = RUN_DIR / "static"
STATIC_ROOT.mkdir()
# The hashed names of the product's storage need `collectstatic` first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, because the tests of concurrency and of journeys need several connections, and the
    # write-ahead log; in memory there is neither.
    DATABASES["default"]["TEST"] = {"NAME": str(RUN_DIR / "test.sqlite3")}
else:
    # The pool stays, as in production, but eight writers and the test itself hold a connection
    # each at the same time: one more than the product's pool has.
    DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = 20
