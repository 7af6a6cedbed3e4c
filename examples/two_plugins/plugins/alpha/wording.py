"""Imported on first use only."""

from utils import PLUGIN


def politely(text):
    return f"{PLUGIN} kindly answers {text}"
