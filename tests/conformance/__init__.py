"""CPython's own tests of import, run as they are and over an engine.

`test.test_import` and everything under `test.test_importlib` run twice, each module in a fresh process.
What passes plainly must pass over the engine, and every test that CPython specialises as `Frozen_X` and
`Source_X` gets a third kind, `Engine_X`, which must pass where `Frozen_X` does plainly.
"""
