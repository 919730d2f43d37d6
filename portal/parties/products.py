"""Product categories: what a provider delivers, by the codes of the messages about care (iWmo, iJw)."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Product:
    """A category under one law. The name is the official one, in Dutch."""

    law: str
    code: str
    name: str

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


def _read() -> tuple[Product, ...]:
    path = Path(__file__).parent / "data" / "product-categories.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(Product(**row) for row in csv.DictReader(file, delimiter=";"))


PRODUCTS = _read()
BY_CODE = {product.code: product for product in PRODUCTS}
LAWS = tuple(dict.fromkeys(product.law for product in PRODUCTS))


def by_law(codes: tuple[str, ...]) -> list[tuple[str, list[Product]]]:
    """The categories with these codes, below the law they belong to; laws without any are left out."""
    found = [(law, [product for product in PRODUCTS if product.law == law and product.code in codes]) for law in LAWS]
    return [(law, products) for law, products in found if products]
