import pytest
from tests.factories import pages, people, comments, pictures
pytestmark = pytest.mark.django_db
def test_x():
    p = pages.live_post(tags=["a"], authors=[pages.author()])
    t = comments.thread(p, 0,1,2,1)
    for f in (people.reader, people.editor, people.moderator, people.administrator): f()
    pictures.picture(); pictures.document()
    pages.private_post()
    pages.many_live_posts(5, p)
    c = comments.many_comments(p, [None, 0, 1, None])
    assert p.get_url() == f"/blog/{p.slug}/"
@pytest.mark.django_db(transaction=True)
def test_y(): test_x()
@pytest.mark.django_db(transaction=True)
def test_z(): test_x()
