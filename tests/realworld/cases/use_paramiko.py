"""paramiko: keys, host keys, configuration, a server and a client on loopback; SFTP late."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import paramiko
from cryptography.hazmat.primitives.asymmetric import ec


HOST_KEY = paramiko.ECDSAKey(
    vals=(key := ec.derive_private_key(11, ec.SECP256R1()), key.public_key())
)


class Server(paramiko.ServerInterface):
    def __init__(self) -> None:
        self.asked = Event()

    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == ("ann", "word")
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        channel.sendall(command.upper())
        channel.send_exit_status(3)
        self.asked.set()
        return True


@contextmanager
def connected(**handlers: Any) -> Iterator[paramiko.Transport]:
    ours, theirs = socket.socketpair()
    server, client = paramiko.Transport(theirs), paramiko.Transport(ours)
    try:
        server.add_server_key(HOST_KEY)
        for name, handler in handlers.items():
            server.set_subsystem_handler(name, *handler)
        server.start_server(Event(), Server())
        client.start_client(timeout=60)
        yield client
    finally:
        client.close()
        server.close()


def commanded() -> dict[str, Any]:
    with connected() as client:
        try:
            client.auth_password("ann", "ward")
        except paramiko.AuthenticationException as error:
            refused = str(error)
        client.auth_password("ann", "word")
        channel = client.open_session(timeout=60)
        channel.exec_command("say")
        said = channel.makefile("rb").read(3)
        status = channel.recv_exit_status()
    return {"refused": refused, "said": said.decode(), "status": status}


def work() -> dict[str, Any]:
    text = io.StringIO()
    HOST_KEY.write_private_key(text, "word")
    read = paramiko.ECDSAKey.from_private_key(io.StringIO(text.getvalue()), "word")
    try:
        paramiko.ECDSAKey.from_private_key(io.StringIO(text.getvalue()))
    except paramiko.PasswordRequiredException as error:
        problem = type(error).__name__
    config = paramiko.SSHConfig.from_text("Host a*\n  Port 23\n  User %h-user\nHost *\n  Port 22\n")
    message = paramiko.Message()
    message.add_string("a")
    message.add_int(5)
    return {
        "version": paramiko.__version__,
        "same": read == HOST_KEY,
        "name": [HOST_KEY.get_name(), HOST_KEY.get_base64()],
        "problem": problem,
        "config": [config.lookup("alpha")["port"], config.lookup("beta")["port"]],
        "message": message.asbytes().hex(),
        "commanded": commanded(),
    }


def late() -> dict[str, Any]:
    from paramiko.hostkeys import HostKeys
    from paramiko.sftp_attr import SFTPAttributes

    class Files(paramiko.SFTPServerInterface):
        def list_folder(self, path: str) -> list[SFTPAttributes]:
            found = SFTPAttributes()
            found.filename, found.st_size = "a.txt", len(path)
            return [found]

    with connected(sftp=(paramiko.SFTPServer, Files)) as client:
        client.auth_password("ann", "word")
        files = paramiko.SFTPClient.from_transport(client)
        listed = [[one.filename, one.st_size] for one in files.listdir_attr("/some")]
        files.close()
    known = HostKeys()
    known.add("example.com", HOST_KEY.get_name(), HOST_KEY)
    return {
        "listed": listed,
        "known": known.check("example.com", HOST_KEY),
        "hashed": HostKeys.hash_host("h", "|1|MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=|").startswith("|1|"),
    }
