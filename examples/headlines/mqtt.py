#!/usr/bin/env python3
"""Prints headlines over MQTT, as a phone gateway would receive them.

Usage: mqtt.py [TOPIC_FILTER], for example football/world-cup-2022/#
Needs paho-mqtt 1.6 or later, and MQTT_HOST and MQTT_PORT of the broker if they are not localhost and 1883.
"""
import json
import os
import sys
from collections import OrderedDict

import paho.mqtt.client as mqtt

MAX_REMEMBERED = 10_000

topics = sys.argv[1] if len(sys.argv) > 1 else "#"
seen = OrderedDict()


def subscribe(client, userdata, flags, *result):
    client.subscribe(topics, qos=1)


def take(client, userdata, message):
    event = json.loads(message.payload)
    # MQTT 3 has no message properties. The id of the CloudEvent is equal to the AMQP message id.
    if event["id"] not in seen:
        print(message.topic, "|", event["data"]["title"], "|", event["data"]["text"], flush=True)
        seen[event["id"]] = True
        if len(seen) > MAX_REMEMBERED:
            seen.popitem(last=False)


session = {"client_id": "headlines-example", "clean_session": False}
# From version 2 on, the library requires the version of the callbacks.
client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, **session) if hasattr(mqtt, "CallbackAPIVersion") else mqtt.Client(**session)
client.username_pw_set(os.environ.get("MQTT_USERNAME", "guest"), os.environ.get("MQTT_PASSWORD", "guest"))
client.on_connect = subscribe
client.on_message = take
client.connect(os.environ.get("MQTT_HOST", "localhost"), int(os.environ.get("MQTT_PORT", "1883")))
client.loop_forever()
