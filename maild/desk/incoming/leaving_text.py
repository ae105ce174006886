"""Text that leaves the desk: what the staff alone have read stays inside (guarantee 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maild.mail.reply_text import strip_ours

if TYPE_CHECKING:
    from maild.desk.ledger import Ledger
    from maild.desk.records import TicketWords


def fit_to_leave(text: str, number: int, words: TicketWords, ledger: Ledger) -> tuple[str, tuple[str, ...]]:
    """Return what of a text may reach the public side of a ticket, and the lines that have to stay inside.

    Lines of internal notes and of our letters to the staff stay, but for the solution and what was said in public.
    """
    said = [one.text for one in ledger.work.messages_of(number) if one.visibility == "public"]
    return strip_ours(text, ledger.work.internal_texts(number), [*said, words.solution or ""])
