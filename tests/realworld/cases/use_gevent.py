"""gevent: greenlets, queues, events, a server of its own, nothing patched; parts by name late."""

from __future__ import annotations

from typing import Any

import gevent
from gevent import socket
from gevent.event import AsyncResult, Event
from gevent.lock import BoundedSemaphore
from gevent.pool import Group, Pool
from gevent.queue import Queue
from gevent.server import StreamServer


def produced() -> list[Any]:
    queue, log, ready = Queue(maxsize=1), [], Event()

    def produce(name: str) -> None:
        ready.wait()
        for number in range(2):
            queue.put(f"{name}{number}")

    producers = Group()
    for name in "ab":
        producers.spawn(produce, name)
    ready.set()
    log += [queue.get(timeout=10) for _ in range(4)]
    producers.join()
    return sorted(log)


def served() -> str:
    def shout(connection: Any, _: Any) -> None:
        connection.sendall(connection.recv(99).upper())
        connection.close()

    server = StreamServer(("127.0.0.1", 0), shout)
    server.start()
    client = socket.create_connection(("127.0.0.1", server.server_port))
    client.sendall(b"quiet")
    heard = client.recv(99).decode()
    client.close()
    server.stop()
    return heard


def work() -> dict[str, Any]:
    result = AsyncResult()
    gevent.spawn_later(0.001, result.set, "set")
    failing = gevent.spawn(int, "x")
    failing.join()
    limit = BoundedSemaphore(1)
    with limit, gevent.Timeout(0.01, False):
        limit.acquire()
    return {
        "version": gevent.__version__,
        "produced": produced(),
        "mapped": Pool(2).map(lambda n: gevent.sleep(0) or n * n, range(4)),
        "result": result.get(timeout=10),
        "failed": type(failing.exception).__name__,
        "served": served(),
        "threads": gevent.get_hub().threadpool.apply(sum, [[1, 2]]),
    }


def late() -> dict[str, Any]:
    import gevent.local
    import gevent.pywsgi
    import gevent.subprocess
    from gevent.monkey import get_original, is_module_patched

    own = gevent.local.local()
    own.name = "main"
    seen = gevent.spawn(lambda: hasattr(own, "name")).get()

    def application(_: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"hello"]

    server = gevent.pywsgi.WSGIServer(("127.0.0.1", 0), application, log=None)
    server.start()
    client = socket.create_connection(("127.0.0.1", server.server_port))
    client.sendall(b"GET / HTTP/1.0\r\n\r\n")
    status = client.makefile("rb").readline().decode().strip()
    server.stop()
    return {
        "seen": seen,
        "said": gevent.subprocess.check_output(["echo", "said"]).decode(),
        "status": status,
        "patched": is_module_patched("socket"),
        "original": get_original("time", "sleep").__name__,
        "loop": gevent.config.loop.__module__,
    }
