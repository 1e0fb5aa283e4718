"""What the journeys need besides a browser: a visitor without one."""

from collections.abc import Callable

import pytest
from django.test import Client

from cms.models import User
from tests.factories.people import PASSWORD
from tests.forms import read_form


@pytest.fixture
def knock() -> Callable[..., Client]:
    """Like `visit`, without a browser: forms only work with the token that their page gave."""

    def open_door(who: User | None = None) -> Client:
        client = Client(enforce_csrf_checks=True)
        if who:
            form = read_form(client.get("/admin/login/").text, "/admin/login/", "form")
            sent = form.fill(username=who.username, password=PASSWORD).press()
            assert client.post(form.action, sent).status_code == 302
        return client

    return open_door
