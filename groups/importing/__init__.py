"""Reading foreign meeting lists: bytes in, drafts and a true report out. Knows no database and no job runner.

    decode → shapes → one reader per shape → drafts + report

Whatever the bytes are, the only error that leaves this package is `UnusableSourceError`.
"""
