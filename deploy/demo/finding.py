"""Whether the agency of the play finds a seeker who has just come (SRC-1)."""

from __future__ import annotations

from deploy.demo.story import Story


def is_found(story: Story, number: str) -> bool:
    """Whether the seeker stands among those changed last."""
    found = story.agency.post("/api/seekers/search", {"query": {}, "sort": "changed", "page_size": 10})
    return any(hit["seeker_number"] == number for hit in found["hits"])
