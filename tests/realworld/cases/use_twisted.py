"""twisted: deferreds, protocols, a clock, a resolver of names; a reactor of its own, run late."""

from __future__ import annotations

from typing import Any

import twisted
from twisted.internet import defer, protocol, task
from twisted.internet.testing import StringTransport
from twisted.logger import Logger, formatEvent, globalLogPublisher
from twisted.protocols import amp, basic
from twisted.python import filepath, reflect, usage


class Calculator(basic.LineReceiver):
    delimiter = b"\n"

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self.sendLine(str(sum(map(int, line.split()))).encode())


class Sum(amp.Command):
    arguments = ((b"a", amp.Integer()), (b"b", amp.Integer()))
    response = ((b"total", amp.Integer()),)


class Options(usage.Options):
    optParameters = (("port", "p", 80, "the port", int),)  # noqa: N815
    optFlags = (("quiet", "q", "say less"),)  # noqa: N815


@defer.inlineCallbacks
def chained(clock: task.Clock, log: list[str]) -> Any:
    yield task.deferLater(clock, 2, log.append, "two")
    try:
        yield defer.fail(ValueError("bad"))
    except ValueError as error:
        log.append(str(error))
    return len(log)


async def awaited() -> list[Any]:
    return await defer.gatherResults([defer.succeed(1), defer.succeed(2)])


def work() -> dict[str, Any]:
    clock, log = task.Clock(), []
    results: list[Any] = []
    chained(clock, log).addCallback(results.append)
    defer.ensureDeferred(awaited()).addCallback(results.append)
    clock.pump([1, 1, 1])
    factory = protocol.Factory.forProtocol(Calculator)
    calculator, transport = factory.buildProtocol(None), StringTransport()
    calculator.makeConnection(transport)
    for chunk in (b"1 2\n3", b" 4\n"):
        calculator.dataReceived(chunk)
    options = Options()
    options.parseOptions(["--port=81", "-q"])
    return {
        "version": twisted.__version__,
        "log": log,
        "results": results,
        "sent": transport.value().decode(),
        "options": [options["port"], options["quiet"]],
        "named": reflect.namedAny("twisted.internet.task.Clock") is task.Clock,
        "box": amp.Box({b"a": b"1"}).serialize().hex(),
        "module": reflect.fullyQualifiedName(Calculator),
    }


def late() -> dict[str, Any]:
    from twisted.application.service import IServiceMaker
    from twisted.internet import endpoints, reactor, threads
    from twisted.plugin import getPlugins
    from twisted.trial import unittest
    from twisted.trial.reporter import TestResult
    from twisted.web import resource, server

    class Hello(resource.Resource):
        isLeaf = True  # noqa: N815

        def render_GET(self, request: Any) -> bytes:  # noqa: N802
            return b"hello " + request.args[b"name"][0]

    class Case(unittest.SynchronousTestCase):
        def test_failing(self) -> None:
            self.failureResultOf(defer.fail(KeyError()), KeyError)

    events: list[str] = []
    observer = lambda event: events.append(formatEvent(event))  # noqa: E731
    found: dict[str, Any] = {}

    @defer.inlineCallbacks
    def main() -> Any:
        from twisted.web.client import Agent, readBody

        at = endpoints.serverFromString(reactor, "tcp:0:interface=127.0.0.1")
        port = yield at.listen(server.Site(Hello()))
        url = f"http://127.0.0.1:{port.getHost().port}/?name=twisted"
        response = yield Agent(reactor).request(b"GET", url.encode())
        found["body"] = (yield readBody(response)).decode()
        found["thread"] = yield threads.deferToThread(sum, [1, 2])
        yield port.stopListening()

    def start() -> None:
        main().addErrback(lambda failure: found.update(error=failure.getTraceback())).addBoth(
            lambda _: reactor.stop()
        )

    reactor.callWhenRunning(start)
    reactor.run(installSignalHandlers=False)
    globalLogPublisher.addObserver(observer)
    Logger().info("said {what}", what="so")
    globalLogPublisher.removeObserver(observer)
    outcome = TestResult()
    Case("test_failing").run(outcome)
    return {
        **found,
        "events": events,
        "outcome": [outcome.testsRun, len(outcome.errors)],
        "plugins": "web" in {plugin.tapname for plugin in getPlugins(IServiceMaker)},
        "path": filepath.FilePath("a").child("b").basename(),
    }
