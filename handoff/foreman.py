"""Keeps several workers on one socket: starts them, replaces one that died, and renews them one by one.

SIGTERM or SIGINT stops all; SIGHUP renews each, with the code as it is then, without a moment in which nobody listens.
"""

import contextlib
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, replace
from types import FrameType
from typing import NoReturn

from handoff.server import given_or_bound, listening_socket, run
from handoff.settings import Settings
from handoff.store.alone import SQLITE

START_PATIENCE = 60.0  # real seconds until a new worker listens
STOP_PATIENCE = 2.5
LOOK = 0.05
AGAIN = 1.0  # between the death of a worker that never served and the next try


@dataclass
class Worker:
    pid: int
    line: socket.socket  # what it says; its end tells the worker that we are gone
    serving: bool = False
    code: int | None = None

    def listen(self) -> bool:
        """Whether it has said that it serves."""
        if not self.serving:
            with contextlib.suppress(OSError):
                self.serving = bool(self.line.recv(64))
        return self.serving

    def ended(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is not None

    def signal(self, sign: signal.Signals) -> None:
        if not self.ended():
            os.kill(self.pid, sign)

    def close(self) -> None:
        """It has so long to stop by itself."""
        self.signal(signal.SIGTERM)
        ends = time.monotonic() + STOP_PATIENCE
        while not self.ended():
            if time.monotonic() > ends:
                self.signal(signal.SIGKILL)
            time.sleep(LOOK / 2)
        self.line.close()


class Foreman:
    def __init__(self, settings: Settings) -> None:
        refuse_sqlite(settings)
        self._socket = given_or_bound(settings)
        self._settings = replace(settings, clock_origin=settings.clock_origin or time.time())
        self._workers: list[Worker] = []
        self._carrier: Worker | None = None
        self._stopping = False
        self._renewing = False
        self._as_it_was = True  # our own code is what the workers shall run; not after a renewal

    def run(self) -> None:
        """Until told to stop. Raises SystemExit when a worker cannot even start."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._stop)
        signal.signal(signal.SIGHUP, self._renew)
        try:
            if self._settings.development and not self._settings.has_twilio:
                self._start_stand_in()
            for _ in range(self._settings.workers):
                self._workers.append(self._start("serve", self._socket))
            if all(self._wait_for(worker) for worker in self._workers):
                host, port = self._socket.getsockname()[:2]
                print(f"listening on http://{host}:{port} with {len(self._workers)} workers", flush=True)
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
        url = f"http://127.0.0.1:{sock.getsockname()[1]}"
        self._carrier = self._start("carrier", sock)
        self._settings = replace(self._settings, carrier_url=url)
        sock.close()

    def _start(self, command: str, sock: socket.socket) -> Worker:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        sys.stdout.flush()
        # A fork of what is loaded already takes a tenth of the time of a new start.
        pid = os.fork()
        if pid:
            theirs.close()
            return Worker(pid, ours)
        try:
            for line in (ours, *(worker.line for worker in self._workers)):
                line.close()
            self._become(command, sock, theirs)
        except SystemExit as end:
            sys.stderr.write(f"{end.code}\n" if isinstance(end.code, str) else "")
        except BaseException:  # the edge of a process; nothing of the foreman's own may go on in it
            sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)

    def _become(self, command: str, sock: socket.socket, line: socket.socket) -> NoReturn:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        mine = replace(self._settings, listen_fd=sock.fileno(), foreman_fd=line.fileno())
        if command == "serve" and self._as_it_was:
            sock.detach()
            run(mine)
            os._exit(0)
        for given in (sock, line):
            given.set_inheritable(True)
        environment = {
            **os.environ,
            "AMENDS_LISTEN_FD": str(mine.listen_fd),
            "AMENDS_FOREMAN_FD": str(mine.foreman_fd),
            "AMENDS_CLOCK_ORIGIN": str(mine.clock_origin),
            "AMENDS_CARRIER_URL": mine.carrier_url or "",
        }
        os.execve(sys.executable, [sys.executable, "-m", "handoff", command], environment)

    def _wait_for(self, worker: Worker) -> bool:
        ends = time.monotonic() + START_PATIENCE
        while not worker.listen():
            if self._stopping or worker.ended() or time.monotonic() > ends:
                return False
            time.sleep(LOOK)
        return True

    def _replace_dead(self) -> None:
        for index, worker in enumerate(self._workers):
            served = worker.listen()
            if not worker.ended():
                continue
            time.sleep(LOOK if served else AGAIN)  # a signal to all of us may be on its way to us, too
            if self._stopping:
                return
            print(f"worker {worker.pid} ended with {worker.code}; another starts", flush=True)
            worker.close()
            self._workers[index] = self._start("serve", self._socket)

    def _renew_all(self) -> None:
        self._as_it_was = False
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
            worker.signal(signal.SIGTERM)
        for worker in ending:
            worker.close()


def refuse_sqlite(settings: Settings) -> None:
    if settings.database_url.startswith(SQLITE):
        raise SystemExit(
            f"AMENDS_WORKERS is {settings.workers}, and a SQLite file serves one process: "
            "set DATABASE_URL to postgresql://… or AMENDS_WORKERS to 1."
        )
