"""Comments as a council's blog gets them, good ones and spam, written by hand."""

from typing import Any

from wagtail.models import Page

from blog.comments import actions
from blog.comments.models import Comment, SpamModel
from blog.comments.spam import learning
from tests.factories.comments import held_comment

GOOD = """\
The 7 bus never waits for the train, so I walk home in the rain twice a week.
Could the council put a bench at the top of Mill Lane? My mother needs a rest there.
I was at the meeting, and nobody mentioned the drains under the school road.
Thank you for fixing the street light outside number nine so quickly.
Parking near the surgery is worse since the new flats were built.
Will the library keep its Saturday hours after the repairs?
We counted sixty lorries before breakfast, and that was a quiet Tuesday.
The playground gate does not close, and small children run into the road.
I disagree: the bridge is too narrow for bicycles and prams together.
When does the consultation end, and where can my neighbours read the plans?
The river path floods every spring at the same place near the weir.
Please cut the hedge at the corner, drivers cannot see the crossing.
Our street would rather have trees than four more parking spaces.
The market was lovely this year, but the bins were full by noon.
Has anybody asked the farmers what the new road does to their fields?
I like the design, except for the cobbles, which are hard for wheelchairs.
The figures in the second table do not add up to the total in the text.
Buses at school time are so full that my son waits for the third.
Who decides about the colour of the benches, the parish or the county?
The pool was closed without notice, and the club had paid for the hour.
A crossing by the mill would help everybody who lives on the hill.
Last winter the gritting lorry did not come up our road once.
It is a pity that the post office closes, the village needs it.
The council tax went up, so I expect the paths to be cleared.""".splitlines()

SPAM = """\
Earn $900 a day from home, visit http://quick-cash.example.com and sign up today!!!
Best casino bonus online, free spins for you, click http://spin-win.example.net now
Hi dear, cheap loans without questions, write to loans@cash-now.example.com today
Check out my channel and subscribe, free giveaway every day!!!
Buy cheap watches online, free shipping worldwide http://watch-shop.example.com
I make $500 a day working online from home, visit my page to sign up free
FREE crypto signals, sign up now and earn online http://coin-moon.example.net
Great post! Visit my website for cheap web design www.design-4u.example.com
Lose weight in ten days, buy these pills online at http://slim-pills.example.com
Get free followers today, click http://get-fans.example.net and subscribe now!!!
Online casino with the best bonus, sign up free www.lucky-casino.example.com
Cheap loans approved today, no questions, apply online http://fast-loan.example.com
Click here to win a free phone!!! http://win-phone.example.net visit today
Subscribe to my channel for free gift cards, new giveaway today!!!
Earn money online from home, free training, sign up http://earn-more.example.com
Buy followers cheap, best price online, visit http://fans-shop.example.net
Best crypto bonus, earn $1000 a day, click www.coin-bonus.example.com now!!!
Hot singles online near you, click http://meet-now.example.net free sign up
Cheap pills online without prescription http://pill-shop.example.com buy now
Visit my page and earn free money today!!! http://free-money.example.net
Free spins at the best online casino, click now http://spins-free.example.com
Get a cheap loan today, click http://loan-click.example.net and apply online now
Win gift cards free, subscribe and visit my channel today!!!
Buy cheap shoes online, free shipping, visit http://shoe-sale.example.com now""".splitlines()

NEW_SPAM = "Earn money from home online, free bonus, click and sign up today!!!"
NEW_GOOD = "The bench by the mill is broken, and the path floods when it rains."


def decided(post: Page, by: Any, texts: list[str], *, is_spam: bool) -> list[Comment]:
    """Comments by as many guests, on which a moderator has decided."""
    found = []
    for n, text in enumerate(texts):
        comment = held_comment(post, comment=text, email_hash=f"{is_spam:d}{n:031d}")
        decide = actions.mark_spam if is_spam else actions.approve
        found.append(decide(comment=comment, by=by))
    return found


def examples() -> list[learning.Example]:
    """The same as examples to learn from, without a database."""
    return [
        learning.Example(text, is_spam, f"writer {is_spam} {n}", n % 5)
        for is_spam, texts in ((True, SPAM), (False, GOOD))
        for n, text in enumerate(texts)
    ]


def trained() -> SpamModel:
    """A model in use that has learned from these texts."""
    model = learning.learn(examples())
    assert model
    return SpamModel.objects.create(
        version=learning.VERSION, good=model.good, spam=model.spam, weights=model.to_json()
    )
