"""AWS collects the records of a delivery stream, and writes an object when a size or a time is reached.

MiniStack writes an object a record, uncompressed. Here records wait for `BufferingHints` (5 MiB or 300 s by
default; 0 s is the next moment), are joined, get the delimiter of an AppendDelimiterToRecord processor, and are
compressed if the stream says GZIP. The object's prefix is that of the first record's arrival, as on AWS. Streams
with dynamic partitioning or format conversion are left to MiniStack.

What still waits when the emulator ends is gone, as is the bucket that it was meant for.
"""

import contextvars
import gzip
import logging
import threading
import time
from dataclasses import dataclass, field

from ministack.core.responses import get_account_id, get_region
from ministack.services import firehose

from patching import replace, require

logger = logging.getLogger("mends.firehose_buffering")
TICK_SECONDS = 0.2
MIB = 1024 * 1024
_arrival = contextvars.ContextVar("first_record_arrival", default=None)
_lock = threading.Lock()
_buffers = {}


@dataclass
class Buffer:
    stream: dict
    destination: dict
    deliver: object
    arrival: time.struct_time
    due: float
    limit: int
    context: contextvars.Context
    records: list = field(default_factory=list)
    size: int = 0


def _delimiter(config):
    processing = config.get("ProcessingConfiguration") or {}
    for processor in processing.get("Processors") or [] if processing.get("Enabled") else []:
        if processor.get("Type") == "AppendDelimiterToRecord":
            for parameter in processor.get("Parameters") or []:
                if parameter.get("ParameterName") == "Delimiter":
                    return parameter["ParameterValue"].encode().decode("unicode_escape").encode()
            return b"\n"
    return b""


def _flush(buffer):
    config = buffer.destination["config"]
    body = b"".join(buffer.records)
    if config.get("CompressionFormat") == "GZIP":
        body = gzip.compress(body)
        config = {**config, "FileExtension": config.get("FileExtension") or ".gz"}
    _arrival.set(buffer.arrival)
    buffer.deliver(buffer.stream, {**buffer.destination, "config": config}, body)


def _take(ready):
    with _lock:
        keys = [key for key, buffer in _buffers.items() if ready(buffer)]
        return [_buffers.pop(key) for key in keys]


def _flush_all(buffers):
    for buffer in buffers:
        try:
            buffer.context.run(_flush, buffer)
        except Exception:
            logger.exception("delivery stream %s: a buffer could not be delivered", buffer.stream["name"])


def _run_timer():
    while True:
        time.sleep(TICK_SECONDS)
        now = time.monotonic()
        _flush_all(_take(lambda buffer: buffer.due <= now))


def _new_buffer(stream, destination, deliver):
    config = destination["config"]
    hints = config.get("BufferingHints") or {}
    return Buffer(
        stream=stream,
        destination=destination,
        deliver=deliver,
        arrival=firehose._arrival_time(config),
        due=time.monotonic() + float(hints.get("IntervalInSeconds", 300)),
        limit=int(hints.get("SizeInMBs", 5)) * MIB,
        context=contextvars.copy_context(),
    )


def _buffered(original):
    def deliver_to_s3(stream, dest, record_data, lambda_keys=None):
        config = dest["config"]
        if any((config.get(f"{name}Configuration") or {}).get("Enabled")
               for name in ("DynamicPartitioning", "DataFormatConversion")):
            return original(stream, dest, record_data, lambda_keys)
        key = (get_account_id(), get_region(), stream["name"], dest["id"])
        record = record_data + _delimiter(config)
        with _lock:
            buffer = _buffers.get(key)
            if buffer is None:
                buffer = _buffers[key] = _new_buffer(stream, dest, original)
            buffer.records.append(record)
            buffer.size += len(record)
            full = buffer.size >= buffer.limit
            if full:
                _buffers.pop(key)
        if full:
            _flush_all([buffer])

    return deliver_to_s3


def _first_arrival(original):
    def arrival_time(cfg):
        return _arrival.get() or original(cfg)

    return arrival_time


def apply():
    require(firehose, "_put_s3_object")
    replace(firehose, "_arrival_time", _first_arrival, parameters=("cfg",))
    replace(firehose, "_deliver_to_s3", _buffered, parameters=("stream", "dest", "record_data", "lambda_keys"))
    threading.Thread(target=_run_timer, name="firehose-timer", daemon=True).start()
