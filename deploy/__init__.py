"""What it takes to stand Förankra up: the private database, the checks of a real one, the gates."""
