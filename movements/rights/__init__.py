"""Rights: what the law gives those whom we register, and how we show that they get it."""
