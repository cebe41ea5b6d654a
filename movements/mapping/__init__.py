"""Mapping: who is active where, and where do we know nobody?

Pictures of a selection, never a selection of its own: what comes in has passed the funnel, and
coverage, tile and list therefore answer alike.
"""
