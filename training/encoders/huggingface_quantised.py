"""Quantises a graph as ONNX Runtime's tools do it dynamically: the weights of each MatMul in 8 bits, the activations in 8
bits with a scale of each call. Written beside the original under the names that the hub uses."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

VARIANTS = {"quint8_avx2": np.uint8, "qint8_avx512_vnni": np.int8}


def quantised(file):
    for name, dtype in VARIANTS.items():
        onnx.save(quantise(onnx.load(file), dtype), file.with_name(f"model_{name}.onnx"))


def quantise(model, dtype):
    graph = model.graph
    weights = {w.name: w for w in graph.initializer}
    nodes, replaced = [], set()
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            nodes.append(node)
            continue
        name = node.input[1]
        if name not in replaced:
            replaced.add(name)
            graph.initializer.extend(eight_bits(name, numpy_helper.to_array(weights[name]), dtype))
        nodes += in_integers(node, name)
    del graph.node[:]
    graph.node.extend(nodes)
    for name in replaced:
        graph.initializer.remove(weights[name])
    onnx.checker.check_model(model)
    return model


def eight_bits(name, values, dtype):
    limits = np.iinfo(dtype)
    low, high = min(values.min(), 0), max(values.max(), 0)
    if dtype == np.int8:
        scale, zero = max(-low, high) / 127, 0
    else:
        scale = (high - low) / 255
        zero = round(-low / scale)
    bits = np.clip(np.round(values / scale) + zero, limits.min, limits.max).astype(dtype)
    return [
        numpy_helper.from_array(bits, name + "_bits"),
        numpy_helper.from_array(np.array(scale, np.float32), name + "_scale"),
        numpy_helper.from_array(np.array(zero, dtype), name + "_zero"),
    ]


def in_integers(node, name):
    x, y = node.input[0], node.output[0]
    made = [f"{y}_{part}" for part in ["bits", "scale", "zero", "integers", "floats", "both_scales"]]
    bits, scale, zero, integers, floats, both = made
    return [
        helper.make_node("DynamicQuantizeLinear", [x], [bits, scale, zero]),
        helper.make_node("MatMulInteger", [bits, name + "_bits", zero, name + "_zero"], [integers]),
        helper.make_node("Cast", [integers], [floats], to=TensorProto.FLOAT),
        helper.make_node("Mul", [scale, name + "_scale"], [both]),
        helper.make_node("Mul", [floats, both], [y]),
    ]
