"""How much a comment is like what was taken for spam here: a score, and the reasons in words.

All of it happens on this server, and learns from this site's decisions. The score can have a
comment held for a moderator; it publishes, refuses and deletes nothing.
"""
