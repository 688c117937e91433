"""What of a body is the story: paragraphs, and the furniture, captions and credits around them."""

from __future__ import annotations
