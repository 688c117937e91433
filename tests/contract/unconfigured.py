"""`copytaster` where brokers tell no topic's configuration, as librdkafka's mock cluster does not.

Run as a program in place of the command; all else is the product's.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from stream.cli import main
from stream.service import topics


async def unknown(*_: Any) -> dict[str, str]:
    """No configuration."""
    return {}


if __name__ == "__main__":
    with patch.object(topics, "_config", unknown):
        main()
