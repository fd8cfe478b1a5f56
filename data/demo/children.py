# SPDX-License-Identifier: GPL-3.0-or-later
"""Child processes that never outlive their parent."""
import contextlib
import ctypes
import os
import pathlib
import select
import signal
import subprocess
import time

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def die_with_parent():
    """Runs in the child before exec: the kernel ends it when this process dies, however it dies."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Children:
    """Starts programs, each with a log of its own; on leaving, ends them in reverse order."""

    def __init__(self, logs):
        self.logs = pathlib.Path(logs)
        self.processes = []

    def __enter__(self):
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_):
        for name, process in reversed(self.processes):
            self.end(process)

    def start(self, name, command, env=None, text=None, ready=None, seconds=60):
        """Starts it and gives the process. With `ready` it gives instead the first line that begins so, and fails in
        words when none comes."""
        log = open(self.logs / f"{name}.log", "wb")
        process = subprocess.Popen([str(word) for word in command], env=env, stderr=log,
                                   stdin=subprocess.PIPE if text is not None else subprocess.DEVNULL,
                                   stdout=subprocess.PIPE if ready else log, preexec_fn=die_with_parent)
        self.processes.append((name, process))
        if text is not None:
            process.stdin.write(text.encode())
            process.stdin.close()
        return self.wait_for_line(name, process, ready, seconds) if ready else process

    def wait_for_line(self, name, process, beginning, seconds):
        deadline, seen = time.monotonic() + seconds, b""
        while time.monotonic() < deadline:
            if select.select([process.stdout], [], [], 0.2)[0]:
                piece = os.read(process.stdout.fileno(), 4096)
                seen += piece
                for line in seen.decode(errors="replace").splitlines(keepends=True):
                    if line.startswith(beginning) and line.endswith("\n"):
                        return line
                if not piece:
                    break
        raise SystemExit(f"{name} did not start; its log is {self.logs / (name + '.log')}:\n"
                         + (self.logs / f"{name}.log").read_text(errors="replace")[-2000:])

    def wait(self, process):
        """Until this one ends; if another ends first, says so."""
        while process.poll() is None:
            for name, other in self.processes:
                if other is not process and other.poll() is not None:
                    raise SystemExit(f"{name} ended unexpectedly; its log is {self.logs / (name + '.log')}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5)

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
