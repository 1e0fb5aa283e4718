"""A production environment, and the state of the migrations."""

import pytest
from django.core.management import call_command

from tests.processes import GOOD_KEY, manage

PRODUCTION = {
    "SITE_URL": "https://blog.example.org",
    "SECRET_KEY": GOOD_KEY,
    "EMAIL_URL": "smtp://localhost",
    "TASKS_URL": "database:",
}


def test_a_production_environment_passes_the_deployment_checks() -> None:
    process = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert process.returncode == 0, process.stderr


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
