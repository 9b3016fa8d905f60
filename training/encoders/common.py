"""What the encoder training scripts share: reading recordings, preprocessing as the encoders stage does it, fitting
linear heads for measurement, and writing a bundle (ONNX, manifest, reference output, model card)."""

import base64
import bisect
import gzip
import hashlib
import json
import math
import os
import random
import zipfile
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F

DIMENSION = 128
OPSET = 15
REPOSITORY = Path(__file__).resolve().parents[2]

CITATIONS = {
    "actions": "UTD-MHAD (Chen, Jafari, Kehtarnavaz, ICIP 2015), described by its authors as freely available for research",
    "mvsa": "MVSA-Single (Niu et al. 2016), a research set of public tweets without a licence file",
    "tweets": "tweet_eval (Barbieri et al. 2020; SemEval 2013-2017), under SemEval's and Twitter's terms",
    "sst2": "Stanford Sentiment Treebank (Socher et al. 2013), for research",
    "imdb": "Large Movie Review Dataset (Maas et al. 2011), for research",
    "faces": "FER2013 (Goodfellow et al. 2013), for research, terms unclear",
    "solar": "InfraredSolarModules (Raptor Maps; Millendorf et al. 2020), MIT",
    "plant": "Tributary's own synthetic plant (`tributary record plant`), Apache-2.0",
}


def start(seed=1):
    """Makes a run repeatable on one machine and one version of PyTorch."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    cv2.setNumThreads(1)


def log(*what):
    print(datetime.now().strftime("%H:%M:%S"), *what, flush=True)


# --- recordings -------------------------------------------------------------------------------------------------------


def lines(folder, name):
    packed = folder / (name + ".jsonl.gz")
    with gzip.open(packed, "rt", encoding="utf-8") if packed.exists() else open(
        folder / (name + ".jsonl"), encoding="utf-8"
    ) as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Recording:
    """A recording's events, each once, and labels. `label(event, task)` is the truth of the moment that holds the event:
    with `window` seconds, the label in the same window since the epoch; without, the last label up to the event."""

    def __init__(self, folder, window=None):
        self.folder, self.window = Path(folder), window
        self.about = json.loads((self.folder / "recording.json").read_text(encoding="utf-8"))
        self.events = list({event["id"]: event for event in lines(self.folder, "events")}.values())
        self.truth = {}
        if (self.folder / "labels.jsonl.gz").exists() or (self.folder / "labels.jsonl").exists():
            for row in lines(self.folder, "labels"):
                self.truth.setdefault((row["entity"], row["task"]), []).append((instant(row["at"]), row["label"]))
        for rows in self.truth.values():
            rows.sort()
        zipped = self.folder / "images.zip"
        self.zip = zipfile.ZipFile(zipped) if zipped.exists() else None

    def classes(self, task):
        return self.about["tasks"][task]

    def of(self, modality):
        return [event for event in self.events if event["modality"] == modality]

    def label(self, event, task):
        rows = self.truth.get((event["entity"], task))
        if not rows:
            return None
        if self.window:
            number = instant(event["at"]) // self.window
            return next((label for at, label in rows if at // self.window == number), None)
        place = bisect.bisect_right(rows, (instant(event["at"]), chr(0x10FFFF))) - 1
        return rows[max(place, 0)][1]

    def targets(self, events, task):
        """Class numbers; -1 where there is no label."""
        number = {name: i for i, name in enumerate(self.classes(task))}
        return np.array([number.get(self.label(event, task), -1) for event in events], dtype=np.int64)

    def image(self, event):
        name = event["image"]
        if self.zip is not None and name in self.zip.NameToInfo:
            return self.zip.read(name)
        return (self.folder / name).read_bytes()


# --- preprocessing: what the encoders stage does in Java --------------------------------------------------------------


def decode(data, width, height, channels):
    """Image file to uint8 [H,W,C] as the stage does it: OpenCV, RGB order, INTER_AREA to shrink, INTER_LINEAR to enlarge."""
    flag = cv2.IMREAD_GRAYSCALE if channels == "gray" else cv2.IMREAD_COLOR
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flag)
    if image is None:
        raise ValueError("not an image")
    if channels == "rgb":
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    if image.shape[:2] != (height, width):
        shrink = image.shape[0] * image.shape[1] > height * width
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR)
    return image.reshape(height, width, -1)


def pixels(recording, events, spec):
    """uint8 tensor [N,C,H,W]."""
    stack = [decode(recording.image(e), spec["width"], spec["height"], spec["channels"]) for e in events]
    return torch.from_numpy(np.stack(stack)).permute(0, 3, 1, 2).contiguous()


def scaled(images, spec):
    mean = torch.tensor(spec["mean"], dtype=torch.float32).view(1, -1, 1, 1)
    std = torch.tensor(spec["std"], dtype=torch.float32).view(1, -1, 1, 1)
    return (images.float() * spec["scale"] - mean) / std


def image_statistics(images):
    values = images.float() / 255
    return (
        [round(float(v), 4) for v in values.mean((0, 2, 3))],
        [round(float(v), 4) for v in values.std((0, 2, 3))],
    )


def resample(samples, length):
    """[n,C] to [length,C], linear from the first to the last sample."""
    samples = np.asarray(samples, dtype=np.float64)
    grid = np.linspace(0, len(samples) - 1, length)
    return np.stack([np.interp(grid, np.arange(len(samples)), column) for column in samples.T], 1).astype(np.float32)


# --- models -----------------------------------------------------------------------------------------------------------


def unit(x):
    """Rows to length 1."""
    return x / torch.sqrt((x * x).sum(-1, keepdim=True) + 1e-12)


def parameters(model):
    return sum(p.numel() for p in model.parameters()) + sum(
        b.numel() for b in model.buffers() if b.dtype == torch.float32
    )


class Heads(nn.Module):
    """One linear head per task over a unit embedding, with one learned scale."""

    def __init__(self, tasks):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(math.log(12.0)))
        self.linear = nn.ModuleDict({name: nn.Linear(DIMENSION, classes) for name, classes in tasks.items()})

    def forward(self, embedding, task):
        return self.linear[task](embedding * self.scale.exp())


@torch.no_grad()
def embed(model, inputs, batch=256):
    model.eval()
    return torch.cat([model(inputs[i : i + batch]) for i in range(0, len(inputs), batch)])


def fit_linear(x, y, classes, decay=1e-3, steps=60):
    """Multinomial logistic regression (L-BFGS, L2) on standardised features; returns a function to logits."""
    mean, std = x.mean(0), x.std(0) + 1e-6
    layer = nn.Linear(x.shape[1], classes)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    z = (x - mean) / std
    optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=steps, history_size=10, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(layer(z), y) + decay * (layer.weight**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return lambda rows: layer((rows - mean) / std).detach()


# --- figures ----------------------------------------------------------------------------------------------------------


def accuracy(predicted, truth):
    return float((np.asarray(predicted) == np.asarray(truth)).mean())


def macro_recall(predicted, truth):
    predicted, truth = np.asarray(predicted), np.asarray(truth)
    return float(np.mean([(predicted[truth == c] == c).mean() for c in np.unique(truth)]))


def f1_scores(predicted, truth):
    """Macro and weighted F1."""
    predicted, truth = np.asarray(predicted), np.asarray(truth)
    scores, weights = [], []
    for c in np.unique(truth):
        hit = ((predicted == c) & (truth == c)).sum()
        scores.append(2 * hit / max((predicted == c).sum() + (truth == c).sum(), 1))
        weights.append((truth == c).sum())
    return float(np.mean(scores)), float(np.average(scores, weights=weights))


def percent(value):
    return f"{100 * value:.1f} %"


# --- bundles ----------------------------------------------------------------------------------------------------------


def export(model, inputs, names, dynamic, path):
    """Writes one self-contained ONNX file and checks it; `dynamic` maps input names to their open axes."""
    model.eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            model, inputs, str(path), input_names=names, output_names=["embedding"], opset_version=OPSET,
            do_constant_folding=True, dynamic_axes={**dynamic, "embedding": {0: "batch"}},
        )
    graph = onnx.load(str(path))
    graph = onnx.shape_inference.infer_shapes(graph, strict_mode=True)
    output = graph.graph.output[0].type.tensor_type.shape
    while len(output.dim):
        output.dim.pop()
    output.dim.add().dim_param = "batch"
    output.dim.add().dim_value = DIMENSION
    del graph.graph.value_info[:]
    for node in graph.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(graph, full_check=True)
    for tensor in graph.graph.initializer:
        assert tensor.data_location == onnx.TensorProto.DEFAULT, "external data"
    onnx.save(graph, str(path))


def png(image):
    ok, data = cv2.imencode(".png", image)
    assert ok
    return base64.b64encode(data.tobytes()).decode()


def drawn_images(width, height, channels):
    """Three pictures drawn by us at the exact size: a gradient, shapes, and waves."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    gradient = 255 * (x / (width - 1) + y / (height - 1)) / 2
    shapes = np.full((height, width), 40.0)
    cv2.circle(shapes, (width // 3, height // 2), min(width, height) // 4, 210, -1)
    cv2.rectangle(shapes, (width // 2, height // 6), (width - 3, height // 3), 130, -1)
    waves = 127.5 + 100 * np.sin(x / 3.1) * np.cos(y / 4.7)
    result = []
    for i, plane in enumerate((gradient, shapes, waves)):
        plane = np.clip(np.round(plane), 0, 255).astype(np.uint8)
        if channels == "rgb":
            plane = np.stack([plane, plane[::-1], np.roll(plane, 5 + i, 1)], 2)
        else:
            plane = plane[:, :, None]
        result.append(plane)
    return result


def waves(length, centre, spread):
    """Three series made of sines around the channels' usual values: [length][channels] each."""
    t = np.arange(length) / length
    series = []
    for k in range(3):
        columns = [
            m + s * math.cos(k) * np.sin(2 * np.pi * ((1 + k + c % 5) * t + 0.13 * c)) + 0.3 * s * np.sin(40 * t + c)
            for c, (m, s) in enumerate(zip(centre, spread))
        ]
        series.append(np.round(np.stack(columns, 1), 4).astype(np.float32))
    return series


def flow(value):
    """A value in YAML's flow style."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    return str(value)


def write_bundle(out, name, kind, section, version, references, embeddings, card):
    """Writes bundle.yaml, reference.json and the card beside an exported model.onnx."""
    folder = Path(out) / name
    model = folder / "model.onnx"
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    (folder / "bundle.yaml").write_text(
        f"name: {name}\nversion: {version}\nkind: {kind}\nspace: {name}-{version}\ndimension: {DIMENSION}\n"
        f"model: model.onnx\nsha256: {digest}\n{kind}: {flow(section)}\n",
        encoding="utf-8",
    )
    embeddings = np.asarray(embeddings, dtype=np.float64)
    assert embeddings.shape == (len(references), DIMENSION)
    assert np.isfinite(embeddings).all() and np.abs(np.linalg.norm(embeddings, axis=1) - 1).max() < 1e-3
    (folder / "reference.json").write_text(
        json.dumps(
            {
                "inputs": references,
                "embeddings": [[round(float(v), 7) for v in row] for row in embeddings],
                "tolerance": 0.001,
            }
        )
        + "\n",
        encoding="utf-8",
    )
    (folder / "README.md").write_text(card, encoding="utf-8")
    log(f"{name}: wrote {folder}, model {model.stat().st_size / 1e6:.2f} MB, sha256 {digest[:12]}")


def card(title, what, architecture, count, size, sources, figures, measured, command, limits):
    """A model card; `figures` is a list of (part, measure, value)."""
    rows = "\n".join(f"| {part} | {measure} | {value} |" for part, measure, value in figures)
    trained = "\n".join(f"- {CITATIONS[source]}" for source in sources)
    bounds = "\n".join(f"- {limit}" for limit in limits)
    return f"""# {title}

{what}

**Architecture.** {architecture} {count:,} parameters, {size / 1e6:.2f} MB of float32. Output: `embedding`, float32 \
[batch, {DIMENSION}], each row of length 1.

## Trained on
{trained}

None of this data is in this repository.

## Figures
{measured}

| part | measure | value |
| --- | --- | --- |
{rows}

Made and measured again by:

```
{command}
```

## Known limits
{bounds}

## Licence
The weights are Apache-2.0. They were trained by the Tributary project from random initial values, without any
pretrained weights. The data's own terms are named above; check them before you use the model commercially.
"""
