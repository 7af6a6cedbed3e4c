"""celery: tasks, chains, groups and chords run eagerly; its lazy package and backends by name late."""

from __future__ import annotations

from typing import Any

import celery
from celery import Celery, Task, chain, chord, group, shared_task


def make_app() -> Celery:
    app = Celery("shop", broker="memory://", backend="cache+memory://", set_as_current=False)
    app.conf.update(task_always_eager=True, task_eager_propagates=False, enable_utc=True)
    return app


app = make_app()


@app.task(bind=True, max_retries=2)
def flaky(self: Task, number: int) -> str:
    if self.request.retries < number:
        raise self.retry(countdown=0, exc=ValueError(f"after {self.request.retries}"))
    return f"{self.name} after {self.request.retries}"


@app.task
def add(a: int, b: int) -> int:
    return a + b


@app.task(name="total", typing=False)
def total(numbers: list[int]) -> int:
    return sum(numbers)


@shared_task
def shared(text: str) -> str:
    return text.upper()


def work() -> dict[str, Any]:
    failed = flaky.delay(5)
    signature = add.s(1).set(queue="fast")
    return {
        "version": celery.__version__,
        "added": add.delay(2, 3).get(),
        "chained": chain(add.s(1, 2), add.s(10), add.s(100))().get(),
        "grouped": group(add.s(n, n) for n in range(3))().get(),
        "chord": chord([add.s(1, 1), add.s(2, 2)])(total.s()).get(),
        "flaky": flaky.delay(2).get(),
        "failed": [failed.state, str(failed.result)],
        "signature": [signature.options["queue"], repr(signature)],
        "tasks": sorted(name for name in app.tasks if not name.startswith("celery.")),
    }


def late() -> dict[str, Any]:
    from celery.schedules import crontab
    from celery.utils.imports import instantiate, symbol_by_name
    from kombu import Connection, Queue

    with Connection("memory://") as connection:
        queue = connection.SimpleQueue("letters")
        queue.put({"a": [1]}, serializer="json", compression="zlib")
        message = queue.get(timeout=5)
        message.ack()
        payload = message.payload
    return {
        "payload": payload,
        "backend": type(app.backend).__name__,
        "crontab": str(crontab(minute="*/15", hour="3")),
        "symbol": symbol_by_name("celery.app.task:Task") is Task,
        "instance": type(instantiate("kombu.utils.limits:TokenBucket", 1)).__name__,
        "shared": shared.run("loud"),
        "lazy": [celery.bugreport.__name__, celery.maybe_signature.__name__],
        "queue": Queue("q", routing_key="r").as_dict()["routing_key"],
        "found": app.loader.import_from_cwd("celery.utils.text").__name__,
    }
