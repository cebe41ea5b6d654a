"""Directory: the organisations we know of, whom we may call there, and our tie to each."""
