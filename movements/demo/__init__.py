"""Demo: a fictional district on the real map, alive enough that every screen has something to say.

All people and organisations are invented. It stands above every room because it uses their verbs:
what the demo holds came in the way that anything comes in.
"""
