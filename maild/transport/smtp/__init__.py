"""Sending mail over SMTP; the only importer of aiosmtplib and asyncio."""

from maild.transport.smtp.check import check
from maild.transport.smtp.mailer import SmtpMailer

__all__ = ["SmtpMailer", "check"]
