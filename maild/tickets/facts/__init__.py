"""The facts of a ticket's life, by theme; `maild.tickets.events` is where they are taken from.

A fact holds identifiers, numbers and codes only: words and addresses live in tables that erasing a person blanks.
"""
