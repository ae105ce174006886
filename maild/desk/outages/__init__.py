"""Outages: many reports of the same are one, with one answer for all who reported it."""
