"""Forms read out of a page and sent like a browser without JavaScript would."""

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag


@dataclass(frozen=True)
class Form:
    """A form as it stands in a page: where it goes, and what is in it."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    buttons: tuple[tuple[str, str], ...]
    names: frozenset[str]

    def fill(self, **values: str) -> "Form":
        """The form with other values in fields that it has; without them, it fails."""
        missing = set(values) - self.names
        assert not missing, f"the form has no field {missing}, only {set(self.names)}"
        kept = [(name, value) for name, value in self.fields if name not in values]
        return replace(self, fields=(*kept, *values.items()))

    def tick(self, name: str, *values: str) -> "Form":
        """The form with these checkboxes of one name ticked, and no others of that name."""
        assert name in self.names
        kept = [(other, value) for other, value in self.fields if other != name]
        return replace(self, fields=(*kept, *((name, value) for value in values)))

    def press(self, name: str = "", value: str = "") -> dict[str, list[str]]:
        """What is sent when the button is pressed: a list of values for each name."""
        sent = list(self.fields)
        if name:
            assert (name, value) in self.buttons, f"no button {name}={value}: {self.buttons}"
            sent.append((name, value))
        data: dict[str, list[str]] = {}
        for field, text in sent:
            data.setdefault(field, []).append(text)
        return data


def soup(html: str) -> BeautifulSoup:
    """The page, to look for elements in."""
    return BeautifulSoup(html, "html.parser")


def read_form(html: str, address: str, selector: str = "main form") -> Form:
    """The form at a CSS selector in a page that was found at an address."""
    form = soup(html).select_one(selector)
    assert isinstance(form, Tag), f"no form {selector} at {address}"
    for template in form.find_all(["template", "script"]):
        template.decompose()
    elements = [tag for tag in form.find_all(["input", "select", "textarea"]) if tag.get("name")]
    elements = [tag for tag in elements if not tag.has_attr("disabled")]
    buttons = [tag for tag in form.find_all("button") if tag.get("type", "submit") == "submit"]
    return Form(
        action=urljoin(address, str(form.get("action") or address)),
        method=str(form.get("method", "get")).lower(),
        fields=tuple(pair for tag in elements for pair in _values(tag)),
        buttons=tuple((str(tag.get("name", "")), str(tag.get("value", ""))) for tag in buttons),
        names=frozenset(str(tag["name"]) for tag in elements),
    )


def _values(tag: Tag) -> list[tuple[str, str]]:
    name = str(tag["name"])
    if tag.name == "textarea":
        return [(name, tag.get_text().removeprefix("\n"))]
    if tag.name == "select":
        options = tag.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not tag.has_attr("multiple"):
            chosen = options[:1]
        return [(name, str(option.get("value", option.get_text()))) for option in chosen]
    kind = str(tag.get("type", "text")).lower()
    if kind in {"checkbox", "radio"}:
        return [(name, str(tag.get("value", "on")))] if tag.has_attr("checked") else []
    if kind in {"submit", "button", "image", "reset", "file"}:
        return []
    return [(name, str(tag.get("value", "")))]
