"""What is done behind the reader's back, by Django's task queue. Arguments are ids or hashes."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.tasks import Task, task
from django.utils import timezone

from blog.comments import correspondence, digests, notices, privacy
from blog.comments.models import Comment, Subscription
from blog.comments.postbox import Outcome
from blog.comments.spam import learning

# Minutes until a mail that was not sent is tried again, each time: a mail server may be away for
# half a day.
PAUSES = (1, 5, 30, 120, 480)
# Without a queue the person who publishes a comment waits while these are sent; the command
# `send_comment_digests` sends the others.
MOST_DIGESTS_IN_A_REQUEST = 20
MOST_REFRESHED_IN_A_REQUEST = 20
JUST_NOW = timedelta(minutes=1)


@task()
def send_confirmation(comment_id: int, attempt: int = 0) -> None:
    """Send the writer of a comment the link that confirms it."""
    outcome = correspondence.send_confirmation(comment_id)
    _try_again(send_confirmation, comment_id, attempt, outcome=outcome)


@task()
def send_follow_confirmation(subscription_id: int, attempt: int = 0) -> None:
    """Ask an address whether it wants to follow."""
    outcome = correspondence.send_follow_confirmation(subscription_id)
    _try_again(send_follow_confirmation, subscription_id, attempt, outcome=outcome)


@task()
def send_digests(comment_id: int, attempt: int = 0) -> None:
    """Tell those who follow that there is something new, of which this comment is a part."""
    comment = Comment.objects.published().filter(pk=comment_id).first()
    if comment is None:
        return
    if not _can_wait(send_digests):
        digests.send_due(
            page_id=comment.page_id, most=MOST_DIGESTS_IN_A_REQUEST, settled=timedelta(0)
        )
        return
    if digests.send_due(page_id=comment.page_id).failed:
        _try_again(send_digests, comment_id, attempt, outcome=Outcome.FAILED)
    elif when := digests.next_due(comment):
        _later(send_digests, when, comment_id)


@task()
def send_data_link(email_hash: str, attempt: int = 0) -> None:
    """Send the owner of an address the link to what is kept about it."""
    outcome = privacy.send_link(email_hash)
    _try_again(send_data_link, email_hash, attempt, outcome=outcome)


@task()
def send_notices(comment_id: int) -> None:
    """Tell the writer of a comment what was decided on it, and come back for what is left."""
    notices.send_due(comment_id=comment_id)
    _come_back_for_notices(comment_id)


def tell_writer(comment: Comment) -> None:
    """Have the notice sent that a change of a comment makes due, if its writer wants any.

    Without a queue that can wait, the command `send_comment_digests` sends it.
    """
    if comment.wants_notice and settings.MAIL_IS_DELIVERED:
        _come_back_for_notices(comment.pk)


def _come_back_for_notices(comment_id: int) -> None:
    if _can_wait(send_notices) and (when := notices.next_due(comment_id)):
        _later(send_notices, when, comment_id)


@task()
def learn_spam(most_refreshed: int = learning.MOST_REFRESHED) -> None:
    """Learn the spam score anew, and judge by it what waits."""
    if learning.train():
        learning.refresh_scores(most_refreshed)


def learn_from(comment: Comment) -> None:
    """Have the spam score learn, once enough has been decided since it last did.

    Without a queue the moderator would wait for it: then it learns at once only while that is
    quick, and later by the command `train_spam_filter`.
    """
    if comment.moderated_at is None or comment.moderated_at < timezone.now() - JUST_NOW:
        return
    new = learning.new_decisions()
    if not learning.is_time(new):
        return
    if _can_wait(learn_spam):
        learn_spam.enqueue()
    elif learning.is_quick(new):
        learn_spam.enqueue(MOST_REFRESHED_IN_A_REQUEST)


def tell_followers(comment: Comment) -> None:
    """Have the digests sent that a change of a comment makes due, if anybody follows."""
    if not (comment.is_published and settings.MAIL_IS_DELIVERED):
        return
    if not Subscription.objects.confirmed().filter(page_id=comment.page_id).exists():
        return
    if _can_wait(send_digests):
        _later(send_digests, timezone.now() + digests.SETTLED, comment.pk)
    else:
        send_digests.enqueue(comment.pk)


def _try_again(job: "Task[..., None]", key: int | str, attempt: int, *, outcome: Outcome) -> None:
    """A few times, where the queue can wait; after that, whoever misses the mail asks again."""
    if outcome in {Outcome.FAILED, Outcome.UNSURE} and _can_wait(job) and attempt < len(PAUSES):
        when = timezone.now() + timedelta(minutes=PAUSES[attempt])
        _later(job, when, key, attempt=attempt + 1)


def _can_wait(job: "Task[..., None]") -> bool:
    return bool(job.get_backend().supports_defer)


def _later(job: "Task[..., None]", when: datetime, *args: Any, **kwargs: Any) -> None:
    job.using(run_after=when).enqueue(*args, **kwargs)
