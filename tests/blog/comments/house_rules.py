"""House rules for tests."""

from blog.comments.models import HouseRules, RuleText


def new_rules(*titles: str) -> HouseRules:
    """A new version of the house rules, with these titles; the last is the one about spam."""
    last = len(titles) - 1
    return HouseRules.publish(
        [RuleText(title, "", f"About {title}", n == last) for n, title in enumerate(titles)]
    )
