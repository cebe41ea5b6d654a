"""The machines' door: the same rows, questions and verbs as the pages, in JSON and tiles."""
