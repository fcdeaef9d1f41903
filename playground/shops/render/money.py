"""Prices as shops print them: groups of three, a comma or a point, a sign before or after."""

from decimal import Decimal

from playground.shops.content.vocabulary import MoneyForm


def printed(amount: Decimal, form: MoneyForm) -> str:
    """The amount in this form; whole amounts lose their cents where the form says so."""
    whole, _, cents = f"{amount:,.2f}".partition(".")
    text = whole.replace(",", form.group)
    if cents != "00" or form.always_cents:
        text += form.point + cents
    return form.text.format(amount=text)


def discount(price: Decimal, old_price: Decimal) -> str:
    """How much lower the price is, in percent, with a real minus sign."""
    return f"\N{MINUS SIGN}{int((1 - price / old_price) * 100)}%"
