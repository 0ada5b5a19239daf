#!/usr/bin/env python3
"""Prints the interrupt counters at the end of an irqdeck recording, as src/protocol/README.md describes it."""
import gzip, json, sys

def lines(path):
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with (gzip.open if packed else open)(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)

records = lines(sys.argv[1])
header = next(records)
assert header["format"] == "irqdeck-recording" and header["version"] == 1
cpus, counters = [], {}
for record in records:
    if not isinstance(record, dict):
        continue  # a step
    if record["kind"] == "keyframe":
        cpus = record["cpus"]
        counters = {line["irq"]: list(line["perCpu"]) for line in record["lines"]}
    elif record["kind"] == "sample":
        for line in record.get("lines", []):
            for cpu, count in line.get("counts", []):
                # Counters may go on with CPUs that are not online, numbered from the highest.
                place = cpus.index(cpu) if cpu in cpus else len(cpus) + cpu - cpus[-1] - 1
                counters[line["irq"]][place] += count

for irq, per_cpu in counters.items():
    print(irq, *per_cpu)
