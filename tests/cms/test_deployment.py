"""A production environment, and the state of the migrations."""

import pytest
from django.core.management import call_command

from tests.processes import GOOD_KEY, manage

PRODUCTION = {
    "SITE_URL": "https://blog.example.org",
    "SECRET_KEY": GOOD_KEY,
    "EMAIL_URL": "smtp://localhost",
    "TASKS_URL": "database:",
    "TRUSTED_PROXIES": "127.0.0.1",
}


def test_a_production_environment_passes_the_deployment_checks() -> None:
    process = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert process.returncode == 0, process.stderr


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    ("missing", "named"), [("TRUSTED_PROXIES", "TRUSTED_PROXIES"), ("EMAIL_URL", "EMAIL_URL")]
)
def test_what_a_public_site_lacks_is_named_as_the_operator_knows_it(
    missing: str, named: str
) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    process = manage("check", "--deploy", "--fail-level", "WARNING", **environment)

    assert process.returncode == 1
    assert named in process.stderr
