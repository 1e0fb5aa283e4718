"""What an editor might look at before publishing: sentences, and where in the post they belong.

Advice never keeps a post from going out. Rules are functions over the post's text that need
neither a database nor a request; each would rather say too little than be wrong, because whoever
is told a thing that is not so stops reading.
"""

from blog.writing.advice.post import Finding, advise, is_english

__all__ = ["Finding", "advise", "is_english"]
