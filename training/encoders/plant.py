"""Reading recordings of the synthetic plant (`tributary record plant`): which are held out, and frames of readings cut
as the framing stage cuts them."""

from datetime import datetime, timezone
from pathlib import Path

import numpy as np

import common

WINDOW = 10  # seconds of one label
LENGTH, HOP, LEAST = 30, 10, 0.3  # seconds a frame covers, seconds to the next, least share of points measured


def parts(folder):
    """Folders of recordings; the last fifth of them, by name, is held out."""
    found = sorted(path.parent for path in Path(folder).glob("*/recording.json"))
    if len(found) < 2:
        raise SystemExit(f"{folder} holds {len(found)} recordings, expected at least 2: make them with tributary record plant")
    held = max(1, len(found) // 5)
    return found[:-held], found[-held:]


def recording(folder):
    """One recording without what is broken in it on purpose: empty texts, cut images, times far in the future."""
    result = common.Recording(folder, WINDOW)
    last = max(at for rows in result.truth.values() for at, _ in rows) + WINDOW
    result.events = [e for e in result.events if common.instant(e["at"]) <= last and _whole(result, e)]
    return result


def _whole(recording, event):
    if "image" in event:
        return b"IEND" in recording.image(event)[-12:]  # the end of a PNG
    return bool(event["text"].strip()) if "text" in event else True


def machine_tasks(about):
    """The tasks about the machine: all but the sentiment of a message."""
    return {task: classes for task, classes in about["tasks"].items() if task != "sentiment"}


def frames(recording, modality, points):
    """Frames [N, points, channels] of every entity, each with an event that stands for its last reading."""
    rows, channels = {}, None
    for event in recording.of(modality):
        channels = event["channels"]
        at, step = common.instant(event["at"]), 1 / event.get("rate_hz", 1)
        for i, values in enumerate(event["samples"]):
            rows.setdefault(event["entity"], []).append((at + i * step, [np.nan if v is None else v for v in values]))
    result, ends = [], []
    for entity, series in rows.items():
        series.sort(key=lambda row: row[0])
        times = np.array([row[0] for row in series])
        values = np.array([row[1] for row in series], dtype=np.float64)
        first = np.floor(times[0] / HOP) * HOP + HOP
        for end in np.arange(first, times[-1] + HOP, HOP):
            inside = (times >= end - LENGTH) & (times < end)
            if inside.sum() < LEAST * points or np.isnan(values[inside]).all(0).any():
                continue
            grid = end - LENGTH + np.arange(points) * LENGTH / points
            t, v = times[inside], values[inside]
            columns = [np.interp(grid, t[~np.isnan(c)], c[~np.isnan(c)]) for c in v.T]
            result.append(np.stack(columns, 1))
            ends.append({"entity": entity, "at": _iso(t[-1])})
    return np.array(result, dtype=np.float32), ends, channels


def _iso(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
