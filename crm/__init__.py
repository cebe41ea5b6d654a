"""The people's door: pages. It turns a request into a verb or a question, and answers in HTML."""
