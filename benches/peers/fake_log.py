"""Makes rows of the Sparkify log with Faker, beside `refrain simulate`: rows a second of each.

Usage: fake_log.py PROGRAM [ROWS], where PROGRAM is refrain and ROWS are those of Faker (default
20,000). Needs Faker==40.63.0. Faker draws each field of each row by itself: no customer has a
history, so that the comparison is one of speed alone.
"""

import json
import subprocess
import sys
import time

from faker import Faker

PAGES = ["NextSong", "Home", "Thumbs Up", "Logout", "Settings", "Cancellation Confirmation"]
USERS = 300


def row(fake):
    return {
        "ts": fake.random_int(1538352000000, 1543622400000),
        "userId": str(fake.random_int(1, USERS)),
        "sessionId": fake.random_int(1, 5000),
        "page": fake.random_element(PAGES),
        "auth": "Logged In",
        "method": fake.random_element(["PUT", "GET"]),
        "status": fake.random_element([200, 307, 404]),
        "level": fake.random_element(["free", "paid"]),
        "itemInSession": fake.random_int(0, 200),
        "location": f"{fake.city()}, {fake.state_abbr()}",
        "userAgent": fake.user_agent(),
        "lastName": fake.last_name(),
        "firstName": fake.first_name(),
        "registration": fake.random_int(1530000000000, 1538352000000),
        "gender": fake.random_element(["F", "M"]),
        "artist": fake.name(),
        "song": fake.sentence(3),
        "length": fake.pyfloat(min_value=60, max_value=600, right_digits=5),
    }


def faker_speed(n_rows):
    fake = Faker("en_US")
    fake.seed_instance(1)
    row(fake)
    start = time.perf_counter()
    for _ in range(n_rows):
        json.dumps(row(fake))
    return n_rows / (time.perf_counter() - start)


def refrain_speed(program):
    command = [program, "simulate", "--users", "2000", "--seed", "3", "-o", "-"]
    start = time.perf_counter()
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.count(b"\n")
    return lines / (time.perf_counter() - start)


def main():
    program = sys.argv[1]
    n_rows = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    print(f"Faker    {faker_speed(n_rows):>12,.0f} rows a second, one thread")
    print(f"refrain  {refrain_speed(program):>12,.0f} rows a second, all threads")


if __name__ == "__main__":
    main()
