"""A serving program whose requests say what it does: ``{"do": "echo" | "status" | "die" | "hang", …}``."""

import json
import os
import pathlib
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

base = pathlib.Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
start = os.environ.get("START", "healthy")
if start == "exit":
    sys.exit("the model file is broken")
if start == "slow":
    time.sleep(1.5)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(503 if start == "unhealthy" else 200, b"")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = json.loads(body) if self.headers.get("Content-Type") == "application/json" else {"do": "size"}
        if asked["do"] == "die":
            os._exit(9)
        if asked["do"] == "hang":
            time.sleep(600)
        if asked["do"] == "status":
            self.answer(asked["status"], asked["message"].encode())
        elif asked["do"] == "size":
            self.answer(200, str(len(body)).encode())
        else:
            model = base / "model"
            seen = {
                "pid": os.getpid(),
                "path": self.path,
                "arguments": sys.argv[1:],
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "model": {str(p.relative_to(model)): p.read_text() for p in sorted(model.rglob("*")) if p.is_file()},
                "color": os.environ.get("COLOR"),
                "region": os.environ.get("SAGEMAKER_REGION"),
            }
            self.answer(200, json.dumps(seen).encode(), {"X-Amzn-SageMaker-Custom-Attributes": "served=yes"})

    def answer(self, status, body, headers=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer.request_queue_size = 256
ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), Handler).serve_forever()
