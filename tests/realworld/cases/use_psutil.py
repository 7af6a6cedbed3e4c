"""psutil: what is known of this process and its child; the network and errors late."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil


def work() -> dict[str, Any]:
    me = psutil.Process()
    with me.oneshot():
        known = [me.pid == os.getpid(), me.ppid() == os.getppid(), Path(me.cwd()) == Path.cwd()]
    child = psutil.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    is_mine = child in me.children()
    child.communicate(b"\n")
    return {
        "version": psutil.__version__,
        "known": known,
        "memory": me.memory_info().rss > 1_000_000,
        "threads": me.num_threads() >= 1,
        "child": [is_mine, child.returncode],
        "counts": psutil.cpu_count() == os.cpu_count(),
        "system": psutil.virtual_memory()._fields[:2],
    }


def late() -> dict[str, Any]:
    from psutil import _common

    gone = psutil.NoSuchProcess(2**22 + 7, name="gone")
    copy = pickle.loads(pickle.dumps(gone))
    try:
        psutil.Process(2**22 + 7)
        refused = ""
    except psutil.NoSuchProcess as error:
        refused = type(error).__name__
    return {
        "loopback": "lo" in psutil.net_if_addrs(),
        "refused": refused,
        "copy": [copy.pid, type(copy) is psutil.NoSuchProcess],
        "bytes": _common.bytes2human(123456789),
        "disk": psutil.disk_usage("/").total > 0,
        "status": psutil.Process().status() in {psutil.STATUS_RUNNING, psutil.STATUS_SLEEPING},
    }
