"""`python -m cms.server`: the production server, Granian, as the settings describe it."""

import os

from django.conf import settings
from granian.constants import Interfaces
from granian.server import Server

from cms.worker_counts import shared_by_workers


def serve() -> None:
    """Serve the site until told to stop; a worker that dies is started again.

    Stops at once with a sentence where the static files were not prepared: every page would fail.
    """
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise SystemExit("The static files are missing: run “manage.py collectstatic” first.")
    with shared_by_workers():
        Server(
            "cms.wsgi:application",
            address="127.0.0.1",  # a web server stands in front (deploy/README.md)
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WEB_WORKERS,
            blocking_threads=4,
            respawn_failed_workers=True,
            websockets=False,
            log_access=False,
        ).serve()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    serve()
