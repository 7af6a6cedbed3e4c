"""The engine against the interpreter: random trees of packages must import alike in both.

`model` says what an example is, `listing` writes one as text and back, `grammar` and `strategies`
make random ones, `disk` writes one to a folder, `worker` runs it in a process of its own,
`observe` says what came of it, `compare` runs both sides, `kept` holds the ones worth keeping.
"""
