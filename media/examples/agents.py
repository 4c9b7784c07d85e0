"""Adds the messages of hand-written agents to a Faultline session: python agents.py run.faultline, then open the file."""
import json
import os
import sys
import time
from datetime import datetime, timezone

FILE = sys.argv[1] if len(sys.argv) > 1 else "run.faultline"


def write(line):
    # One write of one whole line: several programs may append to the file at once.
    with open(FILE, "a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")


def say(id, role, content, **more):
    """`to`: agents it is handed to. `input`: all the speaker had: ids of earlier messages, or texts such as a prompt."""
    write({"t": time.time() * 1000, "type": "message", "id": id, "role": role, "content": content, **more})


if not os.path.exists(FILE):
    now = datetime.now(timezone.utc).isoformat()
    write({"faultline": 1, "id": now, "title": "Two agents", "startedAt": now})

prompt = {"role": "system", "content": "You plan trips. Ask the guide for facts."}
look = {"id": "call-1", "name": "weather", "arguments": {"city": "Kraków"}}
say("q", "user", "Is it warm enough in Kraków to swim?")
say("p1", "assistant", "Guide, how warm is it in Kraków?", name="planner", to=["guide"], input=[prompt, "q"])
say("g1", "assistant", "", name="guide", tool_calls=[look], input=["p1"])
say("w1", "tool", '{"celsius": 27.5}', tool_call_id="call-1")
say("g2", "assistant", "It is 27.5 °C.", name="guide", to=["planner"], input=["p1", "g1", "w1"])
say("p2", "assistant", "Yes: with 27.5 °C you can swim.", name="planner", input=[prompt, "q", "p1", "g2"])
