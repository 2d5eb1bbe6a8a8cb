"""The demo: data that looks like the real thing, and the main job played through HTTP."""
