"""An agent that reports events of one match one by one at a steady rate.

It uses sockets only, because it shares the processors with the servers that it measures."""

import collections
import select
import socket
import time

MAX_CONNECTIONS = 256
TIMEOUT = 20

HEAD = "POST /events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
# "@@", the instant at which the report was due in microseconds (16 digits), a space and its number (10 digits).
BODY = (
    '{{"id":"{run}-{number}","source":"reporter","type":"football.shot","match":"{match}","period":"first-half",'
    '"minute":23,"team":"home","details":{{"mark":"@@{due:016d} {number:010d}"}}}}'
)


class Connection:
    """A connection with at most one outstanding request."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = b""

    def fileno(self):
        return self.socket.fileno()

    def send(self, body):
        self.answer = b""
        self.socket.sendall((HEAD.format(length=len(body)) + body).encode())

    def status(self):
        """Reads available bytes; returns the status once the response is complete, else None."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("closed before the answer")
        self.answer += part
        head, separator, body = self.answer.partition(b"\r\n\r\n")
        if not separator:
            return None
        length = 0
        for line in head.lower().split(b"\r\n")[1:]:
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        return int(head.split(b" ", 2)[1]) if len(body) >= length else None


def report(port, match, rate, seconds, run):
    """Reports for that many seconds; returns the numbers of accepted and refused reports once all are answered.

    The latency of a report counts from the moment at which it was due, also if it left late."""
    count = rate * seconds
    idle, waiting = collections.deque(), set()
    found = {"accepted": 0, "refused": 0}
    sent = 0
    epoch, began = time.time(), time.monotonic()
    while sent < count or waiting:
        now = time.monotonic()
        if now > began + seconds + TIMEOUT:
            raise TimeoutError(f"{len(waiting)} reports were not answered")
        while sent < count and began + sent / rate <= now:
            if idle:
                connection = idle.popleft()
            elif len(waiting) < MAX_CONNECTIONS:
                connection = Connection(port)
            else:
                break
            due = round((epoch + sent / rate) * 1_000_000)
            sent += 1
            connection.send(BODY.format(run=run, number=sent, match=match, due=due))
            waiting.add(connection)
        pause = began + sent / rate - time.monotonic() if sent < count and len(waiting) < MAX_CONNECTIONS else 1
        for connection in select.select(list(waiting), [], [], max(0, pause))[0]:
            status = connection.status()
            if status is not None:
                found["accepted" if status == 202 else "refused"] += 1
                waiting.remove(connection)
                idle.append(connection)
    for connection in idle:
        connection.socket.close()
    return found
