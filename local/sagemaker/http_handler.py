"""HTTP to operations and back: json 1.1 for the control plane, REST json for the runtime."""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from .control_plane import ControlPlane
from .errors import ServiceError
from .resources import Caller
from .runtime import Runtime
from .service_model import ServiceModel

JSON = "application/x-amz-json-1.1"
#: Above every limit of the API, so that a body that is too large still gets its proper error.
MOST_BODY_BYTES = 64 * 1024 * 1024
_INVOCATIONS = re.compile(r"/endpoints/([^/]+)/invocations")
_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/")


class SageMakerServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, control_plane: ControlPlane, runtime: Runtime):
        super().__init__(("127.0.0.1", port), Handler)
        self.control_plane = control_plane
        self.runtime = runtime
        self.model = ServiceModel()

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # clients may hang up
            traceback.print_exc()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: SageMakerServer

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/health":
            self._send(200, {"Content-Type": "application/json"}, b'{"status":"ok"}')
        else:
            self._send_error(_unknown(f"GET {self.path}"))

    def do_POST(self) -> None:
        try:
            body = self._read_body()
            target = self.headers.get("X-Amz-Target", "")
            invocation = _INVOCATIONS.fullmatch(urlsplit(self.path).path)
            if target:
                self._control(target, body)
            elif invocation:
                headers, answer = self.server.runtime.invoke(
                    unquote(invocation.group(1)), self.headers, body, self._caller()
                )
                self._send(200, headers, answer)
            else:
                self._send_error(_unknown(f"POST {self.path}"))
        except ServiceError as error:
            self._send_error(error)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        except Exception as error:
            traceback.print_exc()
            self._send_error(ServiceError("InternalFailure", f"{error!r}", 500))

    def do_PUT(self) -> None:
        self._send_error(_unknown(f"{self.command} {self.path}"))

    do_DELETE = do_PATCH = do_HEAD = do_PUT

    def _control(self, target: str, body: bytes) -> None:
        service, _, name = target.partition(".")
        operation = self.server.control_plane.operations.get(name) if service == "SageMaker" else None
        if operation is None:
            raise _unknown(target)
        try:
            request = json.loads(body or b"{}")
        except ValueError as error:
            raise ServiceError("SerializationException", f"The body is not JSON: {error}") from None
        answer = operation(self.server.model.parse(name, request), self._caller())
        self._send(200, {"Content-Type": JSON}, self.server.model.render(name, answer))

    def _caller(self) -> Caller:
        default = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
        account = os.environ.get("MINISTACK_ACCOUNT_ID") or "000000000000"
        signed = _CREDENTIAL.search(self.headers.get("Authorization", ""))
        if signed is None:
            return Caller(default, account)
        # MiniStack's rule: an access key of twelve digits is an account.
        return Caller(signed.group(2), signed.group(1) if re.fullmatch(r"\d{12}", signed.group(1)) else account)

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        length = int(self.headers.get("Content-Length") or 0)
        self._refuse_huge(length)
        return self.rfile.read(length)

    def _read_chunks(self) -> bytes:
        body = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            if size == 0:
                while self.rfile.readline().strip():
                    pass  # trailers
                return body
            self._refuse_huge(len(body) + size)
            body += self.rfile.read(size)
            self.rfile.readline()

    def _refuse_huge(self, length: int) -> None:
        if length > MOST_BODY_BYTES:
            self.close_connection = True
            raise ServiceError("RequestEntityTooLargeException", f"The body has over {MOST_BODY_BYTES} bytes.", 413)

    def _send_error(self, error: ServiceError) -> None:
        # Both spellings: modeled errors have Message, common ones message, and each SDK reads one of them.
        body = {"__type": error.code, "message": error.message, "Message": error.message, **error.details}
        self._send(error.status, {"Content-Type": JSON, "x-amzn-ErrorType": error.code}, json.dumps(body).encode())

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *values: object) -> None:
        """No line a request; errors of the HTTP layer itself do count."""

    def log_error(self, format: str, *values: object) -> None:
        print(f"SageMaker: {format % values}", file=sys.stderr, flush=True)


def _unknown(what: str) -> ServiceError:
    return ServiceError("UnknownOperationException", f"The local SageMaker does not know {what}.")
