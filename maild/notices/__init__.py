"""How the desk writes: mails, pages and forms from templates."""
