"""A pytest plugin (`-p tests.own_redis`): each parallel worker gets a Redis database of its own.

It has to be loaded before Django's settings are, so that no test sees, or clears, what another worker cached.
"""

import os
from urllib.parse import urlsplit

worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if os.environ.get("REDIS_URL") and worker.startswith("gw"):
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
