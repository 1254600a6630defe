"""A name server on loopback that answers for text records, by UDP and by TCP, as told."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class NameServer:
    """`records` by name; a name in `silent` is never answered, one in `failing` with a failure."""

    place: tuple[str, int]
    records: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, question: bytes, way: str) -> bytes | None:
        """The answer to a question's octets; by UDP one that is too long is cut and says so."""
        name, end = _name(question, 12)
        self.asked.append((way, name))
        if name in self.silent:
            return None
        told = self.records.get(name)
        outcome = 2 if name in self.failing else 0 if told is not None else 3
        asked = question[12 : end + 4]
        body = b"" if told is None else b"\xc0\x0c" + struct.pack(">HHIH", 5, 1, 60, 2) + b"\xc0\x0c"
        if told is not None:
            pieces = [told[at : at + 200].encode("ascii") for at in range(0, len(told), 200)]
            strings = b"".join(bytes((len(piece),)) + piece for piece in pieces)
            body += b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 60, len(strings)) + strings
        count = 0 if told is None else 2
        if way == "udp" and len(body) > 1_000:
            return question[:2] + struct.pack(">HHHHH", 0x8380 | outcome, 1, 0, 0, 0) + asked
        return question[:2] + struct.pack(">HHHHH", 0x8180 | outcome, 1, count, 0, 0) + asked + body


@contextmanager
def name_server() -> Iterator[NameServer]:
    """A running server."""
    udp, tcp = _pair()
    with udp, tcp:
        tcp.listen()
        server = NameServer(udp.getsockname())
        done = threading.Event()
        udp.settimeout(0.1)
        tcp.settimeout(0.1)
        threads = [
            threading.Thread(target=_serve_udp, args=(server, udp, done)),
            threading.Thread(target=_serve_tcp, args=(server, tcp, done)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield server
        finally:
            done.set()
            for thread in threads:
                thread.join()


def _serve_udp(server: NameServer, link: socket.socket, done: threading.Event) -> None:
    while not done.is_set():
        try:
            question, who = link.recvfrom(4_096)
        except TimeoutError:
            continue
        answer = server.answer(question, "udp")
        if answer is not None:
            link.sendto(b"\0\0" + answer[2:], who)  # an answer with a number that nobody asked under
            link.sendto(answer, who)


def _serve_tcp(server: NameServer, listening: socket.socket, done: threading.Event) -> None:
    while not done.is_set():
        try:
            link, _ = listening.accept()
        except TimeoutError:
            continue
        with link:
            (size,) = struct.unpack(">H", link.recv(2))
            answer = server.answer(link.recv(size), "tcp")
            if answer is not None:
                link.sendall(struct.pack(">H", len(answer)) + answer)


def _name(octets: bytes, at: int) -> tuple[str, int]:
    labels = []
    while octets[at]:
        labels.append(octets[at + 1 : at + 1 + octets[at]].decode("ascii"))
        at += 1 + octets[at]
    return ".".join(labels).lower(), at + 1


def _pair() -> tuple[socket.socket, socket.socket]:
    """A datagram and a stream socket on one port that is free for both."""
    while True:
        udp, tcp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()
        udp.bind(("127.0.0.1", 0))
        try:
            tcp.bind(udp.getsockname())
        except OSError:
            # Somebody listens there already: another port.
            udp.close()
            tcp.close()
        else:
            return udp, tcp
