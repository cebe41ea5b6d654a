"""An app with one migration that must have a table alone, for test_migrations."""
