"""Dialogue: that we met, what they want, how we can help and what we promised."""
