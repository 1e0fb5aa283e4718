"""What the links ask of the Wagtail admin."""

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from blog.links import rich_text


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own
def take_links_by_their_number_alone(features: FeatureRegistry) -> None:
    """No link can keep the page that it stands on from being shown or edited."""
    rich_text.register(features)
