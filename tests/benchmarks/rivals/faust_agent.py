"""What one would write first on Kafka: a Faust agent that sketches each dispatch with datasketch, asks its index, and
sends the dispatch on under the first story that it finds: ``python -m rivals.faust_agent BROKERS INPUT OUTPUT``.

It keeps no state: all that it knows is gone with the process. It forgets nothing either.
"""

from __future__ import annotations

import sys

import faust
import orjson
from datasketch import MinHash, MinHashLSH

from rivals.recipe import grams, text_of

__all__ = ["agent"]


def agent(brokers: str, source: str, sink: str) -> faust.App:
    """The application, a group of its own for each topic that it reads."""
    app = faust.App(f"agent-{source}", broker=f"kafka://{brokers}", topic_disable_leader=True, web_enabled=False)
    app.conf.consumer_auto_offset_reset = "earliest"
    dispatches = app.topic(source, value_serializer="raw", key_serializer="raw")
    stories = app.topic(sink, value_serializer="raw", key_serializer="raw")
    index = MinHashLSH(threshold=0.5, num_perm=128)
    story_of: dict[str, str] = {}

    @app.agent(dispatches)
    async def fold(wire: faust.StreamT[bytes]) -> None:
        async for raw in wire:
            record = orjson.loads(raw)
            uri = record["uri"]
            sketch = MinHash(num_perm=128)
            sketch.update_batch(list(grams(text_of(record), words=5)))
            near = index.query(sketch)
            story_of[uri] = story_of[near[0]] if near else uri
            index.insert(uri, sketch, check_duplication=False)
            await stories.send(key=story_of[uri].encode(), value=raw)

    return app


if __name__ == "__main__":
    faust.Worker(agent(*sys.argv[1:]), loglevel="WARNING").execute_from_commandline()
