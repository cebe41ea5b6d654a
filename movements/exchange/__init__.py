"""Exchange: bring registers in and take spreadsheets out, so that it can always be undone.

What is known about the associations of a place lies in other people's spreadsheets. This room
reads them as they are, says what it understood, and never doubles or merges anything in silence.
"""
