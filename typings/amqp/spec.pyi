class Basic:
    CLASS_ID: int
    Deliver: tuple[int, int]
    Qos: tuple[int, int]
