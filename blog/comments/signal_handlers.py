"""What follows from the discussion's news: one line each."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from blog.comments import clock, tasks
from blog.comments.models import Comment, Subscription, WorkingHours
from blog.comments.signals import comment_changed, confirmation_wanted, follow_wanted


@receiver(comment_changed)
def refresh_search(comment: Comment, **kwargs: Any) -> None:
    """Published comments can be found, others cannot."""
    comment.refresh_in_search()


@receiver(comment_changed)
def tell_followers(comment: Comment, **kwargs: Any) -> None:
    """Whoever follows gets a digest."""
    tasks.tell_followers(comment)


@receiver(comment_changed)
def tell_writer(comment: Comment, **kwargs: Any) -> None:
    """Its writer gets mail about a decision, where they want any."""
    tasks.tell_writer(comment)


@receiver(comment_changed)
def learn_from_decision(comment: Comment, **kwargs: Any) -> None:
    """What moderators decide teaches the spam score."""
    tasks.learn_from(comment)


@receiver(confirmation_wanted)
def send_confirmation(comment: Comment, **kwargs: Any) -> None:
    """The writer gets a link."""
    tasks.send_confirmation.enqueue(comment.pk)


@receiver(follow_wanted)
def ask_follower(subscription: Subscription, **kwargs: Any) -> None:
    """The address is asked whether it wants to follow."""
    tasks.send_follow_confirmation.enqueue(subscription.pk)


@receiver(post_save, sender=WorkingHours)
def set_clock_anew(instance: WorkingHours, **kwargs: Any) -> None:
    """What waits is due by the new hours."""
    transaction.on_commit(lambda: clock.set_anew(instance))
