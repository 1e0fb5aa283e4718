"""What moderators have in the Wagtail admin: the queue of comments, and the bans."""
