"""Briefing: answers gathered from all rooms: what waits today, and what has been with somebody."""
