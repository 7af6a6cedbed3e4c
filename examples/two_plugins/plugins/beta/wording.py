"""Imported on first use only."""

from utils import PLUGIN


def bluntly(text):
    return f"{PLUGIN}: {text}"
