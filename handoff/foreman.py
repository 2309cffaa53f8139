"""Keeps several workers on one socket: starts them, replaces one that died, and renews them one by one.

SIGTERM or SIGINT stops all; SIGHUP renews each without a moment in which nobody listens.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from types import FrameType

from handoff.server import given_or_bound, listening_socket
from handoff.settings import Settings
from handoff.store.alone import SQLITE

START_PATIENCE = 30.0  # real seconds until a new worker listens
STOP_PATIENCE = 2.5
LOOK = 0.1
AGAIN = 1.0  # between the death of a worker and the next try with the same code


@dataclass
class Worker:
    process: subprocess.Popen[bytes]
    line: socket.socket  # what it says; its end tells the worker that we are gone
    serving: bool = False

    def listen(self) -> bool:
        """Whether it has said that it serves."""
        if not self.serving:
            with contextlib.suppress(OSError):
                self.serving = bool(self.line.recv(64))
        return self.serving

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.line.close()


def refuse_sqlite(settings: Settings) -> None:
    if settings.database_url.startswith(SQLITE):
        raise SystemExit(
            f"AMENDS_WORKERS is {settings.workers}, and a SQLite file serves one process: "
            "set DATABASE_URL to postgresql://… or AMENDS_WORKERS to 1."
        )


class Foreman:
    def __init__(self, settings: Settings) -> None:
        refuse_sqlite(settings)
        self._socket = given_or_bound(settings)
        self._wanted = settings.workers
        self._environment = {"AMENDS_CLOCK_ORIGIN": str(settings.clock_origin or time.time())} | {**os.environ}
        self._workers: list[Worker] = []
        self._carrier: Worker | None = None
        self._stopping = False
        self._renewing = False
        self._stand_in = settings.development and not settings.has_twilio

    def run(self) -> None:
        """Until told to stop. Raises SystemExit when a worker cannot even start."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._stop)
        signal.signal(signal.SIGHUP, self._renew)
        try:
            if self._stand_in:
                self._start_stand_in()
            self._workers = [self._start("serve", self._socket) for _ in range(self._wanted)]
            if all(self._wait_for(worker) for worker in self._workers):
                host, port = self._socket.getsockname()[:2]
                print(f"listening on http://{host}:{port} with {self._wanted} workers", flush=True)
            elif not self._stopping:
                raise SystemExit("a worker did not start; its own words stand above")
            while not self._stopping:
                time.sleep(LOOK)
                self._replace_dead()
                if self._renewing:
                    self._renewing = False
                    self._renew_all()
        finally:
            self._end_all()

    def _stop(self, _sign: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _renew(self, _sign: int, _frame: FrameType | None) -> None:
        self._renewing = True

    def _start_stand_in(self) -> None:
        sock = listening_socket("127.0.0.1", 0)
        self._environment["AMENDS_CARRIER_URL"] = f"http://127.0.0.1:{sock.getsockname()[1]}"
        self._carrier = self._start("carrier", sock)
        sock.close()

    def _start(self, command: str, sock: socket.socket) -> Worker:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        fds = (sock.fileno(), theirs.fileno())
        environment = {**self._environment, "AMENDS_LISTEN_FD": str(fds[0]), "AMENDS_FOREMAN_FD": str(fds[1])}
        words = [sys.executable, "-m", "handoff", command]
        process = subprocess.Popen(words, pass_fds=fds, env=environment)
        theirs.close()
        return Worker(process, ours)

    def _wait_for(self, worker: Worker) -> bool:
        end = time.monotonic() + START_PATIENCE
        while not worker.listen():
            if self._stopping or worker.ended or time.monotonic() > end:
                return False
            time.sleep(LOOK / 2)
        return True

    def _replace_dead(self) -> None:
        for index, worker in enumerate(self._workers):
            if worker.ended and not self._stopping:
                print(f"worker {worker.process.pid} ended with {worker.process.returncode}; another starts", flush=True)
                if not worker.listen():
                    time.sleep(AGAIN)
                worker.close()
                self._workers[index] = self._start("serve", self._socket)

    def _renew_all(self) -> None:
        for index, old in enumerate(self._workers):
            new = self._start("serve", self._socket)
            if not self._wait_for(new):
                new.close()
                print("a new worker did not start; the old ones stay", flush=True)
                return
            self._workers[index] = new
            old.close()

    def _end_all(self) -> None:
        ending = [*self._workers, *([self._carrier] if self._carrier else [])]
        for worker in ending:
            with contextlib.suppress(ProcessLookupError):
                worker.process.terminate()
        for worker in ending:
            worker.close()
