"""A training program whose hyperparameter ``behaviour`` says what it does."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

base = pathlib.Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
hyperparameters = json.loads((base / "input/config/hyperparameters.json").read_text())
behaviour = hyperparameters.get("behaviour", "train")


def save(name):
    (base / "model" / name).write_text("weights")


if behaviour == "failure-file":
    (base / "output/failure").write_text("the column target is missing")
    sys.exit(1)
if behaviour == "crash":
    print("reading rows", flush=True)
    sys.exit("division by zero in epoch 3")
if behaviour == "save-on-stop":
    signal.signal(signal.SIGTERM, lambda *_: (save("checkpoint.txt"), sys.exit(0)))
    print("ready", flush=True)
    time.sleep(600)
if behaviour == "children":
    child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, 1); time.sleep(600)"])
    (pathlib.Path(hyperparameters["pids"])).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(600)

files = {str(p.relative_to(base)): p.read_text() for p in sorted((base / "input").rglob("*")) if p.is_file()}
names = ("SM_", "TRAINING_JOB", "AWS_", "TRAINER_", "GREETED", "HTTPS_PROXY", "SECRET_OF_THE_STARTER")
seen = {
    "arguments": sys.argv[1:],
    "folder": os.getcwd(),
    "base": str(base),
    "files": files,
    "environment": {k: v for k, v in os.environ.items() if k.startswith(names)},
}
(base / "output/data").mkdir(parents=True, exist_ok=True)
(base / "output/data/seen.json").write_text(json.dumps(seen))
if behaviour != "nothing-to-keep":
    (base / "model/nested").mkdir(parents=True, exist_ok=True)
    save("weights.txt")
    save("nested/second.txt")
else:
    (base / "output/data/seen.json").unlink()
