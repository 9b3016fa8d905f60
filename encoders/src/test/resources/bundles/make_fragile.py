"""Makes the bundle `fragile`: a sensor encoder that breaks on demand, for the tests of what happens then; and
`fragile-next`, a later version of it that answers 100 more, in a space of its own.

    python3 encoders/src/test/resources/bundles/make_fragile.py

embedding = table[int(mean of a)] + sqrt(mean of b), with a table of 16 rows: a mean of `a` beyond the table fails the
whole batch, a negative mean of `b` answers NaN for that row alone.
"""

import hashlib
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LENGTH, DIMENSION, ROWS = 8, 4, 16


def embedding(table, samples):
    a, b = np.asarray(samples, dtype=np.float32).mean(0)
    return (table[int(a)] + np.sqrt(b)).tolist()


def constant(name, values, dtype):
    return numpy_helper.from_array(np.array(values, dtype=dtype), name)


def make(name, version, space, added):
    folder = pathlib.Path(__file__).parent / name
    table = (np.arange(ROWS * DIMENSION, dtype=np.float32).reshape(ROWS, DIMENSION) + 1) / 64 + np.float32(added)
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["samples"], ["means"], axes=[1], keepdims=0),
            helper.make_node("Gather", ["means", "first"], ["a"], axis=1),
            helper.make_node("Gather", ["means", "second"], ["b"], axis=1),
            helper.make_node("Cast", ["a"], ["row"], to=TensorProto.INT64),
            helper.make_node("Gather", ["table", "row"], ["found"], axis=0),
            helper.make_node("Sqrt", ["b"], ["root"]),
            helper.make_node("Unsqueeze", ["root", "last"], ["column"]),
            helper.make_node("Add", ["found", "column"], ["embedding"]),
        ],
        "fragile",
        [helper.make_tensor_value_info("samples", TensorProto.FLOAT, ["batch", LENGTH, 2])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", DIMENSION])],
        [
            numpy_helper.from_array(table, "table"),
            constant("first", 0, np.int64),
            constant("second", 1, np.int64),
            constant("last", [1], np.int64),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)

    folder.mkdir(exist_ok=True)
    onnx.save(model, folder / "model.onnx")
    inputs = [[[3.25, 4.0]] * LENGTH, [[i, i / 8] for i in range(LENGTH)]]
    (folder / "reference.json").write_text(
        json.dumps({"inputs": inputs, "embeddings": [embedding(table, i) for i in inputs], "tolerance": 0.0001}) + "\n"
    )
    (folder / "bundle.yaml").write_text(
        f"""name: fragile
version: {version}
kind: sensor
space: {space}
dimension: {DIMENSION}
model: model.onnx
sha256: {hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()}
sensor: {{ channels: [a, b], length: {LENGTH} }}
"""
    )


make("fragile", 3, "fragile-1", 0)
make("fragile-next", 4, "fragile-2", 100)
