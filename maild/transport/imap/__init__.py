"""Reading mail over IMAP; the only importer of imapclient."""

from maild.transport.imap.check import check
from maild.transport.imap.lookout import Lookout, looking
from maild.transport.imap.mailbox import ImapMailbox

__all__ = ["ImapMailbox", "Lookout", "check", "looking"]
