"""`products.yml`: what customers write about, and what they call it."""

from dataclasses import dataclass

from handoff.policy.document import Document


@dataclass(frozen=True)
class Product:
    name: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Products:
    all: tuple[Product, ...]


def from_document(document: Document) -> Products | None:
    if document.problems:
        return None
    products = tuple(Product(one["name"], tuple(one.get("also", ()))) for one in document.value["products"])
    taken: dict[str, str] = {}
    for index, product in enumerate(products):
        for name in (product.name, *product.also):
            if taken.setdefault(name.casefold(), product.name) != product.name:
                other = taken[name.casefold()]
                document.problem(("products", index), f"{name!r} already means {other!r}; a name can mean one product")
    return None if document.problems else Products(products)
