"""What a page costs: time, processor time, queries, size."""

import statistics
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS = 30


def measure(addresses: dict[str, str], client: Client | None = None) -> dict[str, dict[str, float]]:
    """For each address, by its name: see `_figures`. Measured in turn, so that noise hits all."""
    client = client or Client()
    queries, size = {}, {}
    for name, address in addresses.items():
        response = client.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        with CaptureQueriesContext(connection) as captured:
            size[name] = len(client.get(address).content)
        queries[name] = len(captured)  # now: the next request empties the log
    wall: dict[str, list[float]] = {name: [] for name in addresses}
    cpu: dict[str, list[float]] = {name: [] for name in addresses}
    for _ in range(ROUNDS):
        for name, address in addresses.items():
            wall_before, cpu_before = time.perf_counter(), time.process_time()
            client.get(address)
            cpu[name].append((time.process_time() - cpu_before) * 1000)
            wall[name].append((time.perf_counter() - wall_before) * 1000)
    return {
        name: _figures(wall[name], cpu[name]) | {"queries": queries[name], "kB": size[name] / 1000}
        for name in addresses
    }


def _figures(wall: list[float], cpu: list[float]) -> dict[str, float]:
    """Median and 95th percentile, and the median of processor time, in milliseconds."""
    return {
        "median_ms": round(statistics.median(wall), 2),
        "p95_ms": round(statistics.quantiles(wall, n=20)[-1], 2),
        "cpu_ms": round(statistics.median(cpu), 2),
    }
