"""`run` and `worker`: one folder, one server.

`run` takes the server lock of the data folder and the port before anything else, prepares the database, keeps one
worker process alive beside the web process, and serves until it is told to stop.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from beffroi.core.errors import BeffroiError
from beffroi.faces.cli import boot
from beffroi.faces.cli.command import Command

WORKER_GRACE_S = 8.0
RESPAWN_PAUSE_S = 1.0


class PortTaken(BeffroiError):
    code = "server.port_taken"
    sentence = (
        "L’adresse %(address)s est déjà prise. Arrêtez l’autre programme, ou choisissez-en une autre : "
        "BEFFROI_ADDRESS=127.0.0.1:8010 beffroi run"
    )


class AddressUnusable(BeffroiError):
    code = "server.address_unusable"
    sentence = "Impossible d’écouter sur %(address)s (%(reason)s). Vérifiez BEFFROI_ADDRESS."


class AlreadyServed(BeffroiError):
    code = "data.in_use"
    sentence = (
        "Un autre serveur Beffroi utilise déjà le dossier de données %(path)s. "
        "Arrêtez-le, ou donnez un autre dossier par BEFFROI_DATA."
    )


class DemoInterrupted(BeffroiError):
    code = "demo.interrupted"
    sentence = (
        "Le premier chargement de la démonstration a été interrompu : il est incomplet et personne ne s’en est servi. "
        "Effacez le dossier de données %(path)s, puis relancez."
    )


def run(options: argparse.Namespace) -> int:
    boot.setup()
    from beffroi.project.settings import CONFIGURATION

    lock = _take_folder(CONFIGURATION.data)
    listening = _listen(CONFIGURATION.host, CONFIGURATION.port)
    with lock, listening:
        boot.migrate()
        boot.collect_static()
        if options.demo:
            _load_demo(CONFIGURATION.data / "demo.loading")
        _greet(CONFIGURATION.public_url or f"http://{CONFIGURATION.address}")
        keeper = WorkerKeeper()
        keeper.start()
        # uvicorn gives the signal back once it has stopped: by default it would end this process before its worker.
        signal.signal(signal.SIGTERM, _leave)
        try:
            _serve(listening)
        finally:
            keeper.stop()
    return 0


def _leave(signum: int, frame: object) -> None:
    sys.exit(0)


def worker(options: argparse.Namespace) -> int:
    """The process that runs long work and owns the index. Ends with its parent."""
    boot.setup()
    boot.migrate()
    from beffroi.platform.jobs.worker import Worker

    if options.parent:
        _end_with(options.parent)
    Worker(threads=options.threads).run_forever()
    return 0


def _take_folder(data: Path) -> IO[str]:
    lock = (data / "server.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        lock.close()
        raise AlreadyServed(path=data) from exc
    return lock


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as exc:
        listening.close()
        if exc.errno in {98, 48}:
            raise PortTaken(address=f"{host}:{port}") from exc
        raise AddressUnusable(address=f"{host}:{port}", reason=exc.strerror) from exc
    listening.listen(256)
    return listening


def _load_demo(unfinished: Path) -> None:
    """`unfinished`: a mark that stays when the loading does not reach its end. Raises DemoInterrupted."""
    from beffroi.faces.cli import demonstration

    if demonstration.wanted():
        unfinished.touch()
        for line in demonstration.load():
            print(line, flush=True)
        unfinished.unlink()
    elif unfinished.exists():
        raise DemoInterrupted(path=unfinished.parent)


def _greet(address: str) -> None:
    from beffroi.platform.tenancy import services

    issued = services.first_exploitant_link()
    if issued is not None:
        print("Première installation : créez le compte de l’exploitant (lien valable 24 heures, une seule fois) :")
        print(f"  {address}{issued.link}")
    print(f"Beffroi répond sur {address}", flush=True)


def _serve(listening: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        "beffroi.project.asgi:application",
        lifespan="off",
        log_config=None,  # the house's own: it holds no token and no words of an exception
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # read by project/asgi.py, from the end that the proxy wrote
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listening])


class WorkerKeeper:
    """Keeps one worker process alive: starts it, starts it again when it dies, ends it with the server."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(WORKER_GRACE_S)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(WORKER_GRACE_S)

    def _keep(self) -> None:
        command = [sys.executable, "-m", "beffroi.faces.cli.main", "worker", "--parent", str(os.getpid())]
        while not self._stopping.is_set():
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
            self._process.wait()
            self._stopping.wait(RESPAWN_PAUSE_S)


def _end_with(parent: int) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            pause.wait(1.0)
        os.kill(os.getpid(), signal.SIGTERM)

    pause = threading.Event()
    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo", action="store_true", help="charger la collectivité de démonstration si la base est vide"
    )


def _worker_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=int, default=2, help="travaux menés de front")
    parser.add_argument("--parent", type=int, default=0, help="s’arrêter avec ce processus")


COMMANDS = (
    Command("run", "démarrer Beffroi sur cette machine", run, _run_arguments),
    Command("worker", "mener les travaux longs, sans servir de pages", worker, _worker_arguments),
)
