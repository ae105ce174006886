"""The errors of maild: each is temporary or permanent, and says to a person what to do."""


class MaildError(Exception):
    """Something went wrong that a person can understand: what, and what to do about it."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.what}\n{self.mend}" if self.mend else self.what


class TemporaryError(MaildError):
    """It may work later without anybody's help: wait and try again."""


class PermanentError(MaildError):
    """It will not work until somebody changes something: set aside and tell."""
