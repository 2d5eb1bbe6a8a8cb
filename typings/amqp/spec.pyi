class Basic:
    CLASS_ID: int
    Deliver: tuple[int, int]
    Publish: tuple[int, int]
