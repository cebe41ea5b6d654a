"""Karta: where we know movements, where they have gone quiet, and where nobody knows anyone."""
