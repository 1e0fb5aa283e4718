"""The discussion's news, for whoever is interested; sent after the transaction has ended."""

from django.dispatch import Signal

# A comment was written, changed, published or taken away. Arguments: `comment`, as it now is.
comment_changed = Signal()
# The writer of a comment is to confirm an e-mail address. Arguments: `comment`.
confirmation_wanted = Signal()
# Somebody asked to follow, and is to confirm it. Arguments: `subscription`.
follow_wanted = Signal()
# Whose names are reserved? Each receiver answers with a list of names. No arguments.
reserved_names_wanted = Signal()
