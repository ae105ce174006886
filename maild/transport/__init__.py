"""The network: IMAP, SMTP, OAuth and DNS."""
