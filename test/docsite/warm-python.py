"""Runs samples, each in a process of its own that already has what all of them import: a line of JSON in, one out."""
import json
import os
import runpy
import sys
import tempfile
import traceback

import requests  # noqa: F401


def run(path, env):
    """As `python3 path` would be run with that environment; ends the process."""
    code = 1
    try:
        os.environ.clear()
        os.environ.update(env)
        runpy.run_path(path, run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


for line in sys.stdin:
    wanted = json.loads(line)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            run(wanted["path"], wanted["env"])
        _, status = os.waitpid(child, 0)
        said = {"code": os.waitstatus_to_exitcode(status)}
        for name, file in (("stdout", out), ("stderr", err)):
            file.seek(0)
            said[name] = file.read().decode()
    print(json.dumps(said), flush=True)
