"""`manage.py demo`: the demo site, into an installation that has no posts yet."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.apps import write_site_address
from cms.demo.loader import ACCOUNTS, create_accounts, demo_password, load_content


def has_pending_migrations() -> bool:
    """Whether `migrate` has anything to do; asking is a second quicker than letting it look."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Command(BaseCommand):
    """Brings the database up to date, loads the demo once, and prints who can sign in."""

    help = "Loads the demo content and accounts, once; what was written since is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to repeat: the second time, it only prints."""
        if has_pending_migrations():
            call_command("migrate", verbosity=0)
        write_site_address()  # the port may be another than last time
        create_accounts()
        if load_content():
            self.stdout.write("The demo site is loaded.")
        self.stdout.write(f"\n  The site   {settings.SITE_URL}/")
        self.stdout.write(f"  The admin  {settings.SITE_URL}/admin/\n\n")
        for username, _full_name, group in ACCOUNTS:
            user = get_user_model().objects.get(username=username)
            password = demo_password(username)
            shown = password if user.check_password(password) else "(has been changed)"
            role = group.lower() if group else "may do everything"
            self.stdout.write(f"  {username:<14} password: {shown:<18} {role}")
        self.stdout.write("")
