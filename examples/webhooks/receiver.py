#!/usr/bin/env python3
"""Receives webhooks, with the standard library: python3 receiver.py PORT SECRET

Prints a line per update. Verify first, answer at once, and expect the same webhook-id more than once.
"""
import base64, hashlib, hmac, json, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(sys.argv[2].removeprefix("whsec_"))
seen = set()  # In production: in the database, in the transaction that acts on the update.


def genuine(headers, body):
    message_id, at = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(at)) > 300:
        return False
    signed = f"{message_id}.{at}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    # After a rotation there are several signatures; one valid signature is enough.
    return any(
        hmac.compare_digest(signature, f"v1,{expected}") for signature in headers["webhook-signature"].split()
    )


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        accepted = genuine(self.headers, body)
        self.send_response(204 if accepted else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if accepted and self.headers["webhook-id"] not in seen:
            seen.add(self.headers["webhook-id"])
            update = json.loads(body)["data"]
            print(update.get("title", "ping"), "|", update.get("text", ""), flush=True)

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
print(f"Listening on port {server.server_port}", flush=True)
server.serve_forever()
