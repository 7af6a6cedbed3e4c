"""requests: sessions, redirects, cookies, streams against a server of our own; its aliases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from threading import Thread
from typing import Any

import requests
from requests.auth import HTTPBasicAuth


class Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/seen")
            self.send_header("Set-Cookie", "visited=yes; Path=/")
            self.end_headers()
            return
        length = int(self.headers.get("Content-Length", 0))
        shown = {"path": self.path, "body": self.rfile.read(length).decode()}
        for name in ("Cookie", "Authorization", "X-Plugin"):
            shown[name] = self.headers.get(name, "")
        body = json.dumps(shown).encode()
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def work() -> dict[str, Any]:
    with served() as url, requests.Session() as session:
        session.trust_env = False
        session.headers["X-Plugin"] = "alpha"
        moved = session.get(f"{url}/moved", params={"q": "ä b"})
        posted = session.post(f"{url}/post", json={"n": 1}, auth=HTTPBasicAuth("user", "word"))
        with session.get(f"{url}/stream", stream=True) as stream:
            size = sum(len(chunk) for chunk in stream.iter_content(16))
        try:
            session.get(f"{url}/missing").raise_for_status()
        except requests.HTTPError as error:
            failure = type(error).__name__, error.response.status_code
    return {
        "version": requests.__version__,
        "metadata": version("requests"),
        "moved": [moved.json(), [answer.status_code for answer in moved.history]],
        "posted": posted.json(),
        "size": size,
        "failure": list(failure),
        "cookies": session.cookies.get_dict(),
    }


def late() -> dict[str, Any]:
    import requests.packages.urllib3.util.retry as aliased
    from requests.adapters import HTTPAdapter
    from urllib3.util.retry import Retry

    session = requests.Session()
    session.mount("http://slow.", HTTPAdapter(max_retries=Retry(2, backoff_factor=0.5)))
    guessed = requests.compat.chardet.detect("Grüße aus Köln, schöne Straße".encode())
    return {
        "same": aliased.Retry is Retry,
        "retries": session.get_adapter("http://slow.example/").max_retries.total,
        "encoding": guessed["encoding"],
        "reason": requests.codes["teapot"],
        "pickled": requests.exceptions.Timeout.__mro__[1].__name__,
    }
