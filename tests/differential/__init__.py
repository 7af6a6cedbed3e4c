"""The engine against the interpreter: random trees of packages must import alike in both.

`model` says what an example is, `listing` writes one as text and back, `grammar` and `strategies`
make random ones, `disk` writes one to a folder, `worker` runs it in a process of its own on one of
the `systems`, `observe` says what came of it and `host` what it did to the host, `compare` runs
both sides, `search` goes through many, `reduction` makes one small, `kept` holds those worth it.
"""
