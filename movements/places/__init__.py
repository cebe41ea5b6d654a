"""Places: public geography, so that everything else can say where in Sweden it is.

Counties and municipalities with their borders, and a gazetteer from a name to a point.
Nothing here belongs to a district and nothing here is secret.
"""
