"""The scripts and hand-made lists behind the geography that the project carries."""
