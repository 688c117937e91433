"""Looking at stories: a projection of the output topic into one SQLite file, and the questions that it answers.

Nothing here reads a worker's state. The file may be deleted and made anew from the topic, or from what
``copytaster run`` wrote, at any time.
"""

from pathlib import Path

__all__ = ["DEFAULT_DB"]

DEFAULT_DB = Path("copytaster.db")
"""Where a projection is made and looked for, where nobody says otherwise."""
