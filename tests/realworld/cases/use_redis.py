"""redis: commands packed, replies parsed, pipelines over a server of a few lines; clusters late."""

from __future__ import annotations

import asyncio
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


class Store(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        values: dict[bytes, bytes] = {}
        while (line := self.rfile.readline()).startswith(b"*"):
            words = []
            for _ in range(int(line[1:])):
                size = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(size + 2)[:-2])
            self.wfile.write(self.answer(values, *words))

    def answer(self, values: dict[bytes, bytes], name: bytes, *words: bytes) -> bytes:  # noqa: PLR0911
        match name.upper():
            case b"SET":
                values[words[0]] = words[1]
                return b"+OK\r\n"
            case b"GET":
                value = values.get(words[0])
                return b"$-1\r\n" if value is None else b"$%d\r\n%b\r\n" % (len(value), value)
            case b"INCRBY":
                values[words[0]] = b"%d" % (int(values.get(words[0], 0)) + int(words[1]))
                return b":%b\r\n" % values[words[0]]
            case b"HGETALL":
                return b"*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$1\r\n2\r\n"
            case b"MULTI" | b"CLIENT" | b"SELECT":
                return b"+OK\r\n"
            case b"EXEC":
                return b"*2\r\n+OK\r\n:7\r\n"
            case _:
                return b"-ERR unknown command '%b'\r\n" % name


@contextmanager
def served() -> Iterator[int]:
    with Server(("127.0.0.1", 0), Store) as server:
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def work() -> dict[str, Any]:
    with (
        served() as port,
        redis.Redis(
            port=port, decode_responses=True, protocol=2, retry=Retry(NoBackoff(), 0)
        ) as client,
    ):
        found = [client.set("a", "ä"), client.get("a"), client.get("none")]
        found += [client.incrby("n", 5), client.hgetall("h")]
        with client.pipeline(transaction=False) as pipe:
            found.append(pipe.set("b", 1).incrby("b", 2).get("b").execute())
        try:
            client.execute_command("FLY")
        except redis.ResponseError as error:
            found.append(str(error))
        client.close()
        client.connection_pool.disconnect()
    packed = redis.Connection().pack_command("SET", "k", 1.5, b"\x00")
    return {
        "version": redis.__version__,
        "found": found,
        "packed": b"".join(packed).decode(),
        "url": redis.ConnectionPool.from_url("redis://u:p@h:1/2").connection_kwargs["db"],
    }


def late() -> dict[str, Any]:
    import redis.asyncio
    from redis.cluster import ClusterNode, key_slot
    from redis.commands.search.query import Query
    from redis.sentinel import Sentinel

    async def asynchronous(port: int) -> Any:
        client = redis.asyncio.Redis(port=port, protocol=2)
        async with client:
            await client.set("a", 1)
            return (await client.get("a")).decode()

    with served() as port:
        answer = asyncio.run(asynchronous(port))
    return {
        "answer": answer,
        "slot": key_slot(b"{user}.name"),
        "node": ClusterNode("h", 1).name,
        "query": Query("hello").paging(0, 5).query_string(),
        "sentinel": len(Sentinel([("127.0.0.1", 1)]).sentinels),
    }
