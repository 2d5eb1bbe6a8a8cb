"""What the agency of the play finds: its own question, and seekers who have just come (SRC-1)."""

from __future__ import annotations

from typing import Any

from deploy.demo.story import Story

SEARCH = {
    "occupation_codes": ["C"],
    "place_codes": ["130001"],
    "monthly_income_at_most": 400_000,
    "words": {"any": ["事務", "経験"]},
}


def search(story: Story, page_size: int = 20) -> dict[str, Any]:
    """The first page of the agency's question."""
    return dict(story.agency.post("/api/seekers/search", {"query": SEARCH, "page_size": page_size}))


def finds(story: Story, number: str) -> bool:
    """Whether the seeker stands among the first 50 of the agency's question."""
    return any(hit["seeker_number"] == number for hit in search(story, 50)["hits"])


def is_found(story: Story, number: str) -> bool:
    """Whether the seeker stands among those changed last."""
    found = story.agency.post("/api/seekers/search", {"query": {}, "sort": "changed", "page_size": 10})
    return any(hit["seeker_number"] == number for hit in found["hits"])
