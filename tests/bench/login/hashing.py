"""The hash alone: passwords compared by so many threads for so long, with the product's own code and parameters.

`python -m tests.bench.login.hashing SECONDS THREADS` prints how many a second, and the milliseconds of processor time of each.
"""

from __future__ import annotations

import sys
import threading
import time

from services.registry.accounts.passwords import Passwords


def main(arguments: list[str]) -> int:
    """Compare and count."""
    seconds, threads = float(arguments[0]), int(arguments[1])
    passwords = Passwords()
    hashed = passwords.hash("a password of the benchmark")
    counts = [0] * threads
    began, busy = time.perf_counter(), time.process_time()

    def compare(place: int) -> None:
        while time.perf_counter() - began < seconds:
            assert passwords.fits("a password of the benchmark", hashed)
            counts[place] += 1

    running = [threading.Thread(target=compare, args=(place,)) for place in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    print(sum(counts) / (time.perf_counter() - began), (time.process_time() - busy) / sum(counts) * 1000)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
