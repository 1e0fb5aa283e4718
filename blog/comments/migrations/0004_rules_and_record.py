"""The house rules that were lines of text become version 1; what was decided goes on record."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import migrations

from blog.comments.models.rules import DEFAULT_RULES, RuleText

# As the settings came before this migration: who never changed them gets the rules of today.
EARLIER_DEFAULT = """\
Be civil: argue with what was said, not with who said it.
Stay with the subject of the post.
Leave out personal data, your own and other people's: addresses, telephone numbers, cases.
No advertising, and nothing that breaks the law.
Do not pretend to be somebody else."""
BATCH = 2000
HELD, PUBLISHED, UNCONFIRMED = 1, 2, 0
DECIDED = {2: "approve", 3: "remove", 4: "spam", 6: "refuse"}
RULE = re.compile(r"Rule (\d{1,4}): (.+)")


def make_rules(apps: Any, schema_editor: Any) -> None:
    """Version 1: the organisation's own lines, or what every organisation starts with."""
    HouseRules = apps.get_model("comments", "HouseRules")
    HouseRule = apps.get_model("comments", "HouseRule")
    if HouseRules.objects.exists():
        return
    settings = apps.get_model("comments", "DiscussionSettings").objects.first()
    texts: tuple[RuleText, ...] = DEFAULT_RULES
    if settings and settings.house_rules.strip() not in {"", EARLIER_DEFAULT}:
        lines = [line.strip() for line in settings.house_rules.splitlines() if line.strip()]
        texts = tuple(RuleText(line[:200], line if len(line) > 200 else "", "") for line in lines)
    rules = HouseRules.objects.create(version=1)
    HouseRule.objects.bulk_create(
        HouseRule(rules=rules, number=number, **text._asdict())
        for number, text in enumerate(texts, start=1)
    )


def write_record(apps: Any, schema_editor: Any) -> None:
    """What is known of comments that were decided on before there was a record."""
    Comment = apps.get_model("comments", "Comment")
    Decision = apps.get_model("comments", "Decision")
    for comments in _batches(Comment):
        Decision.objects.bulk_create(
            Decision(**fields) for comment in comments for fields in _decisions(comment)
        )
        for comment in comments:
            if found := RULE.match(comment.reason):
                Comment.objects.filter(pk=comment.pk).update(rule_cited=found[0][:230])
    waiting = Comment.objects.filter(status=HELD)
    for pk, submit_date in list(waiting.values_list("pk", "submit_date")):
        due_at = submit_date + timedelta(days=1)
        Comment.objects.filter(pk=pk).update(waiting_since=submit_date, due_at=due_at)


def _batches(model: Any) -> Iterator[list[Any]]:
    last = 0
    while batch := list(model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _decisions(comment: Any) -> Iterator[dict[str, Any]]:
    about = {"comment": comment, "comment_number": comment.pk, "page_id": comment.page_id}
    first = PUBLISHED if comment.published_at and not comment.moderated_at else HELD
    yield {
        **about,
        "action": "receive",
        "by": "filter",
        "made_at": comment.submit_date,
        "to_status": UNCONFIRMED if comment.status == UNCONFIRMED else first,
        "signals": comment.signals,
    }
    action = DECIDED.get(comment.status)
    if comment.moderated_at and action:
        waited = max(int((comment.moderated_at - comment.submit_date).total_seconds()), 0)
        cited = RULE.match(comment.reason)
        yield {
            **about,
            "action": action,
            "by": "moderator",
            "made_at": comment.moderated_at,
            "moderator_id": comment.moderated_by_id,
            "from_status": PUBLISHED if action == "remove" else HELD,
            "to_status": comment.status,
            "rule_number": int(cited[1]) if cited else None,
            "rules_version": 1 if cited else None,
            "rule_title": cited[2][:200] if cited else "",
            "waited_seconds": waited,
        }


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_moderation")]

    operations = [
        migrations.RunPython(make_rules, migrations.RunPython.noop),
        migrations.RunPython(write_record, migrations.RunPython.noop),
    ]
