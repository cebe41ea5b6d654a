"""Privacy, the ground: what every row about a person must say: why it is here, when it leaves."""
