"""A plugin host whose two plugins need different versions of numpy and of pydantic."""
