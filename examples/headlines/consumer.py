#!/usr/bin/env python3
"""Prints headlines from a durable queue.

Usage: consumer.py [BINDING_KEY], for example football.world-cup-2022.#
Needs pika, and the broker's address in AMQP_URL if it is not on this machine.
"""
import json
import os
import sys
from collections import OrderedDict

import pika

MAX_REMEMBERED = 10_000

binding_key = sys.argv[1] if len(sys.argv) > 1 else "#"
seen = OrderedDict()  # in production: in the database, in the transaction that acts on the headline


def take(channel, method, properties, body):
    if properties.message_id not in seen:
        event = json.loads(body)
        print(event["data"]["title"], "|", event["data"]["text"], flush=True)
        seen[properties.message_id] = True
        if len(seen) > MAX_REMEMBERED:
            seen.popitem(last=False)
    channel.basic_ack(method.delivery_tag)


connection = pika.BlockingConnection(pika.URLParameters(os.environ.get("AMQP_URL", "amqp://guest:guest@localhost/%2F")))
channel = connection.channel()
# The queue collects headlines while this program is not running; beyond the limit it drops the oldest.
channel.queue_declare("headlines-example", durable=True, arguments={"x-queue-type": "quorum", "x-max-length": 100_000})
channel.queue_bind("headlines-example", "match.headlines", binding_key)
channel.basic_qos(prefetch_count=100)
channel.basic_consume("headlines-example", take)
try:
    channel.start_consuming()
except KeyboardInterrupt:
    connection.close()
