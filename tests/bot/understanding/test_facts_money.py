"""Amounts of money in the currencies and spellings of customers."""

import pytest
from telling import AMERICAN, BRITISH, INDIAN, values
from understanding.site import Site

AMOUNTS = [
    ("it was 40 quid", BRITISH, ["40.00 GBP"]),
    ("paid £39.99 for it", BRITISH, ["39.99 GBP"]),
    ("39.99£ gone", BRITISH, ["39.99 GBP"]),
    ("forty quid down the drain", BRITISH, ["40.00 GBP"]),
    ("i want my 1,200.50 pounds back", BRITISH, ["1200.50 GBP"]),
    ("$1,200.50 for this", AMERICAN, ["1200.50 USD"]),
    ("USD 59 was taken", BRITISH, ["59.00 USD"]),
    ("two hundred dollars", AMERICAN, ["200.00 USD"]),
    ("a hundred and fifty bucks", AMERICAN, ["150.00 USD"]),
    ("84$ per month", AMERICAN, ["84.00 USD"]),
    ("{$9400.00} was debited", AMERICAN, ["9400.00 USD"]),
    ("A$75 each", BRITISH, ["75.00 AUD"]),
    ("CA$ 20", BRITISH, ["20.00 CAD"]),
    ("Rs 500", INDIAN, ["500.00 INR"]),
    ("rs.1495/- deducted from my account", INDIAN, ["1495.00 INR"]),
    ("₹ 1,20,000 is stuck", INDIAN, ["120000.00 INR"]),
    ("2.5 lakh rupees", INDIAN, ["250000.00 INR"]),
    ("paid 500 bucks", INDIAN, ["500.00 INR"]),
    ("€45,90 for shipping", BRITISH, ["45.90 EUR"]),
    ("1.200,50 euros", BRITISH, ["1200.50 EUR"]),
    ("they charged me 329", BRITISH, ["329.00 GBP"]),
    ("it cost 59.99 and broke", BRITISH, ["59.99 GBP"]),
    ("refund of 45 please", BRITISH, ["45.00 GBP"]),
    ("you owe me 12.50", BRITISH, ["12.50 GBP"]),
    ("1.2k gone", BRITISH, ["1200.00 GBP"]),
    ("£3k for a sofa", BRITISH, ["3000.00 GBP"]),
    ("a grand for that", BRITISH, ["1000.00 GBP"]),
    ("50p for a bag", BRITISH, ["0.50 GBP"]),
    ("99 pence", BRITISH, ["0.99 GBP"]),
    ("between £20 and £30", BRITISH, ["20.00 GBP", "30.00 GBP"]),
    ("a couple of hundred quid", BRITISH, ["200.00 GBP"]),
    ("you took £40 then £45.", BRITISH, ["40.00 GBP", "45.00 GBP"]),
]
NO_AMOUNTS = [
    "paid 3 times",
    "charged twice",
    "24/7 support my foot",
    "1/3 so here goes",
    "about 3000 others",
    "I lost 20 pounds on that diet",
    "a 5 pound bag of flour",
    "waited 40 minutes",
    "version 2.0",
    "paid on 12 March",
    "it cost me 2 days of work",
    "a refund in 10 days",
    "ordered 4 plates",
    "call 07911 123456",
    "at 7.30pm",
    "in 2023",
    "hundreds of pounds down the drain",
    "under 15 U.S. Code $ 99 you must answer",
    "they charge 26 % interest",
]


@pytest.mark.parametrize(("text", "site", "amounts"), AMOUNTS)
def test_an_amount_has_value_and_currency(text: str, site: Site, amounts: list[str]) -> None:
    assert values(text, "amount", site=site) == amounts


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_other_figures_are_no_money(text: str) -> None:
    assert values(text, "amount") == []


def test_a_dollar_is_the_sites_own_dollar() -> None:
    assert values("$30", "amount", site=Site(currency="AUD")) == ["30.00 AUD"]
    assert values("$30", "amount", site=BRITISH) == ["30.00 USD"]
