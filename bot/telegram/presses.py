"""The data of buttons: short and opaque. Who may press is checked at the press, never stored in them."""

from aiogram.filters.callback_data import CallbackData


class CancelPress(CallbackData, prefix="c"):
    """Cancel this run."""

    run: int


class RetryPress(CallbackData, prefix="r"):
    """Retry what failed in this run. The attempt's number makes an old button harmless."""

    run: int
    attempt: int


class PagePress(CallbackData, prefix="p"):
    """Show this page of the per-site view; 0 is the overview."""

    run: int
    page: int


class OptionPress(CallbackData, prefix="o"):
    """Answer the question of this number with this option; beyond the options: no."""

    question: int
    option: int


class TakeBackPress(CallbackData, prefix="u"):
    """This run was a mistake: end it and deliver nothing."""

    run: int


class PhrasePress(CallbackData, prefix="w"):
    """Say what this phrase means."""

    phrase: int


class MeaningPress(CallbackData, prefix="m"):
    """This phrase means that: a verb, a site, or nothing."""

    phrase: int
    meaning: str
