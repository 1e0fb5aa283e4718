"""What the desk's list does where scripts run, in modules that need not know each other."""

from django.forms.widgets import Script

SCRIPTS = [
    Script(f"comments/{name}.js", type="module")
    for name in ("queue", "queue-panels", "queue-keys", "queue-presence")
]
