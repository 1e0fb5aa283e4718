"""What is done behind the reader's back, through Django's task queue. Arguments are ids alone."""

from django.tasks import task

from blog.comments import correspondence


@task()
def send_confirmation(comment_id: int) -> None:
    """Send the writer of a comment the link that confirms it."""
    correspondence.send_confirmation(comment_id)
