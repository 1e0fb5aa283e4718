"""Errors are reported to Sentry where SENTRY_DSN names one, without anything about a person.

What was typed, who asked, and the values of variables stay here: a report says which error
happened where in the code, at which address of ours and under which request's id.
"""

from typing import Any, cast

import sentry_sdk
from django.conf import settings
from sentry_sdk.types import Event, Hint

from cms.logs import without_secrets
from cms.request_ids import request_id

# What is kept of a report. Everything else that the library gathers is left out.
KEPT = frozenset({
    "event_id", "level", "logger", "platform", "timestamp", "transaction", "release",
    "environment", "exception", "sdk", "logentry", "fingerprint", "type",
})  # fmt: skip


def start() -> None:
    """Report from now on; does nothing without SENTRY_DSN."""
    if not settings.SENTRY_DSN:
        return
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        server_name="",
        traces_sample_rate=None,
        auto_session_tracking=False,
        before_send=scrub,
    )


def scrub(event: Event, hint: Hint) -> Event:
    """The report, with nothing in it that only one person may know."""
    said = cast("dict[str, Any]", event)
    kept = {name: value for name, value in said.items() if name in KEPT}
    for error in kept.get("exception", {}).get("values", []):
        # Databases repeat in further lines what was to be stored.
        error["value"] = without_secrets(str(error.get("value", "")).partition("\n")[0])
    if "logentry" in kept:
        # The sentence as it stands in the code, without what was put into it.
        kept["logentry"] = {"message": without_secrets(kept["logentry"].get("message", ""))}
    request = said.get("request", {})
    if request:
        address = str(request.get("url", "")).partition("?")[0]
        kept["request"] = {"method": request.get("method", ""), "url": without_secrets(address)}
    if request_id.get():
        kept["tags"] = {"request_id": request_id.get()}
    return cast("Event", kept)
