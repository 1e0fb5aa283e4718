import pytest, time, cProfile, pstats
from tests.factories import pages, people, comments
@pytest.mark.django_db
def test_x(client):
    pages.live_post()
    p = cProfile.Profile(); 
    t=time.time()
    for i in range(10): post=pages.live_post()
    print("live_post", (time.time()-t)/10)
    t=time.time()
    for i in range(10): post=pages.draft_post()
    print("draft_post", (time.time()-t)/10)
    t=time.time()
    for i in range(10): comments.published_comment(post)
    print("comment", (time.time()-t)/10)
    post=pages.live_post()
    client.get(post.url)
    t=time.time()
    for i in range(10): client.get(post.url)
    print("get", (time.time()-t)/10)
    t=time.time()
    for i in range(10): client.get("/search/?q=a")
    print("search", (time.time()-t)/10)
    p.enable()
    for i in range(10): pages.live_post()
    p.disable()
    pstats.Stats(p).sort_stats("cumtime").print_stats(45)
    assert 0
