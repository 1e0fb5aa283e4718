"""The discussion's news, for whoever is interested; sent after the transaction has ended."""

from django.dispatch import Signal

# A comment was written, published or taken away. Arguments: `comment`, as it now is.
comment_changed = Signal()
