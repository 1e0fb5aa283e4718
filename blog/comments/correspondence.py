"""The mails that the discussion sends, and that nobody is sent too many of."""


def send_confirmation(comment_id: int) -> None:
    """Send the writer of a comment the link that confirms it."""
