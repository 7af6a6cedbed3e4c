"""A plugin host whose two plugins need different versions of the same packages."""
