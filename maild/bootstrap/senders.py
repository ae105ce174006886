"""How senders are proven: what is configured, what recent mail carries, and whether a forged verdict would pass."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING

from maild.bootstrap.servers import imap_settings, smtp_settings
from maild.bootstrap.values import clock, office_of
from maild.desk.ports import Letter
from maild.errors import MaildError
from maild.mail.authentication_results import all_results
from maild.mail.forgery import arrived, forged_mail
from maild.mail.parser import Limits, parse
from maild.transport import imap, smtp
from maild.transport.findings import Finding, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maild.config import Config, Mailbox
    from maild.desk.ports import Outcome
    from maild.mail.authentication_results import Results
    from maild.transport.imap import Lookout

RECENT = 30
LOOKS_EVERY_SECONDS = 0.5
TAKEN = frozenset({"sent", "unsure"})
NO_RESULTS = (
    'Let the mail server check DMARC and write Authentication-Results (RFC 8601), or set trust.commands = "key".'
)
OWN_NAME_ONLY = "if that is your own server's name, and try it with `maild check --probe`"


def look_at_trust(config: Config) -> Iterator[Finding]:
    """Look at how senders are proven."""
    trust = config.trust
    if not trust.authserv_ids and not trust.inside_header:
        what = (
            "No server's word on senders is believed: requesters get the short receipt, and staff need a DKIM signature"
            " of their own domain for commands that leave the desk."
        )
        mend = "Set trust.authserv_ids to what stands first in Authentication-Results of mail in the desk's mailbox."
        yield Finding("warning", what, mend)
    else:
        known = [*trust.authserv_ids, *filter(None, [trust.inside_header])]
        yield Finding("fine", f"Senders are proven by {', '.join(known)}.")
    if trust.commands == "key":
        what = "A reply key alone gives commands: whoever gets hold of a mail of a technician can act as that person."
        yield Finding("warning", what, 'Set trust.commands = "key+sender" when the server proves senders.')


def look_at_recent_mail(config: Config) -> Iterator[Finding]:
    """Look at what recent mail of others carries that could prove its sender; a mailbox that is away is told apart."""
    try:
        heads = [head for name in config.mailbox for head in _recent(config.mailbox[name], config)]
    except MaildError:
        return
    own = config.desk.address.lower()
    carried = [_topmost(head) for head in heads if _sender(head) != own]
    if not carried:
        yield Finding("fine", "No mail has arrived yet that could show whether the server proves senders.")
        return
    yield _told(carried, config.trust.authserv_ids, marked=bool(config.trust.inside_header))


def look_at_forged_mail(config: Config, wait_seconds: float = 60.0) -> Iterator[Finding]:
    """Send the desk a mail with a forged verdict, see whether it would be believed, and remove the mail.

    The desk knows the mail for its own and ignores it, also when a daemon meets it first.
    """
    known = config.trust.authserv_ids
    if not known:
        yield Finding("fine", "No server's word on senders is believed, so none can be forged; nothing was sent.")
        return
    word = f"maildprobe{secrets.token_hex(10)}"
    try:
        refused = _sent(config, word)
        if refused:
            mend = "Nothing could be learned. Look at what the server has against the mail, and try again."
            yield Finding("problem", f"The forged mail was not taken by {smtp_settings(config).where}: {refused}", mend)
            return
        raw = _met(config, word, wait_seconds)
    except MaildError as error:
        yield problem(error)
        return
    if raw is None:
        what = f"The forged mail was sent, but did not arrive within {wait_seconds:g} s."
        yield Finding("problem", what, f"See where mail to {config.desk.address} goes; its subject holds {word}.")
        return
    yield _judged(raw, known, word, smtp_settings(config).where)


# --- recent mail -------------------------------------------------------------------------------------------------


def _recent(mailbox: Mailbox, config: Config) -> list[bytes]:
    with imap.looking(imap_settings(mailbox, config)) as lookout:
        return lookout.recent_heads(RECENT, (mailbox.folder, mailbox.processed_folder))


def _sender(head: bytes) -> str:
    address = parse(head, Limits()).from_address
    return address.key if address else ""


def _topmost(head: bytes) -> Results | None:
    """Return what stands first: the server that received a mail writes above all that came with it."""
    return next((results for _, results in all_results(head)), None)


def _told(carried: Sequence[Results | None], known: Sequence[str], *, marked: bool) -> Finding:
    """Return what the mails carry, beside what is believed."""
    ids = {server.lower() for server in known}
    seen = Counter(results.server or "-" for results in carried if results is not None)
    judged = Counter(results.server or "-" for results in carried if results is not None and _on_dmarc(results))
    count, names = f"the last {len(carried)} mails", ", ".join(known)
    if believed := sum(judged[server] for server in ids):
        return Finding("fine", f"{believed} of {count} carry a verdict on DMARC by {names}.")
    if any(seen[server] for server in ids):
        return Finding("warning", f"{names} says nothing on DMARC in {count}: it proves no sender.", NO_RESULTS)
    whose = f" by {names}" if known else ""
    if judged:
        server, often = judged.most_common(1)[0]
        what = f"None of {count} carries a verdict{whose}" if known else f"No verdict in {count} is believed"
        mend = f'Set trust.authserv_ids = ["{server}"] {OWN_NAME_ONLY}.'
        return Finding("warning", f"{what}, but {often} of them carry one by {server}.", mend)
    if marked and not known:
        return Finding("fine", f"Outside mail is proven by nothing: none of {count} carries a verdict on DMARC.")
    return Finding("warning", f"None of {count} carries a verdict on DMARC{whose}: no sender is proven.", NO_RESULTS)


def _on_dmarc(results: Results) -> bool:
    return any(result.method == "dmarc" for result in results.results)


# --- forged mail -------------------------------------------------------------------------------------------------


def _sent(config: Config, word: str) -> str:
    """Send the forged mail as any letter of the desk goes; return why it was not taken, "" when it perhaps was."""
    office = office_of(config)
    message_id = f"<maild.{word}@{office.domain}>"
    octets = forged_mail(office.address, config.trust.authserv_ids, word, message_id, clock())
    outcomes: list[Outcome] = []
    mailer = smtp.SmtpMailer(smtp_settings(config))
    mailer.deliver([Letter(0, office.address, office.address, octets)], outcomes.append)
    mailer.close()
    return "; ".join(outcome.answer or outcome.result for outcome in outcomes if outcome.result not in TAKEN)


def _met(config: Config, word: str, wait_seconds: float) -> bytes | None:
    """Return the forged mail from whichever mailbox and folder it has come to, None when it has not; remove it."""
    with ExitStack() as stack:
        places = [
            (stack.enter_context(imap.looking(imap_settings(mailbox, config))), mailbox)
            for mailbox in config.mailbox.values()
        ]
        raw, until = _found(places, word), time.monotonic() + wait_seconds
        while raw is None and time.monotonic() < until:
            time.sleep(LOOKS_EVERY_SECONDS)
            raw = _found(places, word)
        for lookout, mailbox in places:
            # Some servers keep a copy of what they send, which is no mail that has arrived.
            lookout.remove(word, (*_arriving(mailbox), mailbox.sent_folder))
    return raw


def _found(places: Sequence[tuple[Lookout, Mailbox]], word: str) -> bytes | None:
    found = (lookout.find(word, _arriving(mailbox)) for lookout, mailbox in places)
    return next((raw for raw in found if raw is not None), None)


def _arriving(mailbox: Mailbox) -> tuple[str, ...]:
    """Return where mail may be: a daemon that runs files it from the first of these folders into one of the others."""
    return mailbox.folder, mailbox.processed_folder, mailbox.quarantine_folder


def _judged(raw: bytes, known: Sequence[str], word: str, where: str) -> Finding:
    """Return what the forged mail has met: the server must take away what others write in its name."""
    seen = arrived(raw, known, word)
    mend = "Let the server remove Authentication-Results fields under its own id from what arrives (RFC 8601, 5)."
    if seen.believed:
        what = f"A forged verdict of {', '.join(seen.believed)} arrives untouched by {where}: its writer is believed."
        return Finding("problem", what, f"{mend} Until then, take the id out of trust.authserv_ids.")
    if seen.forged:
        what = f"A forged verdict of {', '.join(seen.forged)} arrives, but the server's own beside it counts."
        return Finding("warning", what, mend)
    return Finding("fine", f"A forged verdict of {', '.join(known)} is taken away from what goes through {where}.")
