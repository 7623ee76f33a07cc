"""HTTP to a serving container on this machine."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from dataclasses import dataclass

UNANSWERED = (OSError, http.client.HTTPException)

_WORDS = {
    "exited": "An error occurred while handling request as the model process exited.",
    "timed-out": (
        "Your invocation timed out while waiting for a response from container primary. Review the latency metrics "
        "for each container in Amazon CloudWatch, resolve the issue, and try again."
    ),
    "unreadable": "The container closed the connection, or its answer is not HTTP.",
}
_port_lock = threading.Lock()
_ports_given: list[int] = []


@dataclass(frozen=True)
class Reply:
    """A container's answer. Status 0 stands for none, with the reason as body, as SageMaker words it."""

    status: int
    body: bytes
    headers: dict[str, str]
    seconds: float


def no_answer(why: str, began: float) -> Reply:
    """``why``: exited, timed-out or unreadable."""
    return Reply(0, _WORDS[why].encode(), {}, time.monotonic() - began)


def ping(port: int) -> bool:
    """True when the container says that it is healthy; SageMaker gives a ping 2 s."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200
    except UNANSWERED:
        return False
    finally:
        connection.close()


def post(port: int, path: str, headers: dict[str, str], body: bytes, timeout: float) -> Reply:
    """Raises TimeoutError, or another of UNANSWERED when the connection breaks."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        received = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, content, received, time.monotonic() - began)
    finally:
        connection.close()


def free_port() -> int:
    """A free loopback port, other than those given out lately, which their programs may not have bound yet."""
    with _port_lock:
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = int(probe.getsockname()[1])
            if port not in _ports_given:
                _ports_given.append(port)
                del _ports_given[:-64]
                return port
