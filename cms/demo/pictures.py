"""The demo's pictures: which there are, what they show, and how to get one."""

from PIL import Image

from cms.demo import portraits, scenes_country, scenes_indoors, scenes_river, scenes_town
from cms.demo.drawing import HEIGHT, WIDTH, Scene

_CATALOGUE = {
    "town-hall": ("The Town Hall on Market Place in evening light", scenes_town.town_hall),
    "street-night": ("Pound Hill at night, with its lamps lit", scenes_town.street_night),
    "market": ("Stalls on the Thursday market", scenes_town.market),
    "bus-stop": ("The bus coming to the stop at Cuckoo Pen in the rain", scenes_town.bus_stop),
    "bicycles": ("Two bicycles by the railing above the river", scenes_town.bicycles),
    "snow": ("The town under snow, seen from Tenter Bank", scenes_town.snow),
    "recycling": ("Four recycling bins in a row", scenes_town.recycling),
    "river-bridge": ("Sheep Bridge over the River Ennick", scenes_river.river_bridge),
    "flood-gauge": ("The gauge board standing in flood water", scenes_river.flood_gauge),
    "sandbags": ("Sandbags across a doorstep, a lantern and wellingtons", scenes_river.sandbags),
    "footbridge-rising": (
        "A crane lowering the arch of the footbridge",
        scenes_river.footbridge_rising,
    ),
    "footbridge": ("The footbridge at sunset, with a heron", scenes_river.footbridge),
    "allotments": ("The allotments at Cuckoo Pen", scenes_country.allotments),
    "park-trees": ("Autumn trees and a path in Lammas Field", scenes_country.park_trees),
    "playground": ("Swings, a slide and a kite at Lammas Field", scenes_country.playground),
    "noticeboard": ("The noticeboard at the park gate, full of notes", scenes_country.noticeboard),
    "library": ("Library shelves, a ladder and a reading chair", scenes_indoors.library),
    "ballot-box": ("A folded paper going into a ballot box", scenes_indoors.ballot_box),
    "desk": ("A desk by a window in the evening", scenes_indoors.desk),
    "parcels": ("Food parcels on a trestle table", scenes_indoors.parcels),
    "plan-map": ("A plan of the town on a table", scenes_indoors.plan_map),
    "author-hester": ("Hester Quayle", portraits.hester),
    "author-tobias": ("Tobias Anand", portraits.tobias),
    "author-morwenna": ("Morwenna Okafor", portraits.morwenna),
}

PICTURES: dict[str, str] = {key: title for key, (title, _) in _CATALOGUE.items()}


def draw(key: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """Return the picture as RGB in exactly `size` pixels, centred and cropped to fill it.

    The same key and size always give the same pixels. Raises KeyError for an unknown key.
    """
    _, paint = _CATALOGUE[key]
    scene = Scene(size, seed=key)
    paint(scene)
    return scene.finished()
