import type { Json } from '../../domain/canonical-json.js';
import type { InspectedArtifact, InspectedPickle } from './inspected-artifact.js';

/** What the report tells of an artifact: every file with its hash, and what its model and its pickles say. */
export function artifactDetails(artifact: InspectedArtifact): Json {
  const { size, sha256, format, entries, code, pickles, graph, described } = artifact;
  return {
    size,
    sha256,
    format: format ?? null,
    entries: entries.map((entry) => ({ ...entry })),
    code: code.map((entry) => ({ ...entry })),
    pickles: pickles.map(pickleDetails),
    ...(graph && {
      onnx: {
        irVersion: graph.irVersion,
        producer: graph.producer,
        opsets: { ...graph.opsets },
        nodes: graph.nodes,
        operators: { ...graph.operators },
        inputs: graph.inputs.map(({ name, type }) => ({ name, type })),
        outputs: graph.outputs.map(({ name, type }) => ({ name, type })),
      },
    }),
    ...(described && {
      model: {
        format: described.format,
        version: described.version,
        objective: described.objective,
        features: described.features,
        trees: described.trees,
        ...(described.featureNames && { featureNames: [...described.featureNames] }),
        ...(described.classes !== undefined && { classes: described.classes }),
      },
    }),
  };
}

const pickleDetails = ({ path, scan }: InspectedPickle): Json => ({
  path,
  form: scan.form,
  opcodes: scan.opcodes,
  bytes: scan.bytes,
  imports: scan.imports.map(({ opcode, position, module, name, allowed }) => ({
    opcode,
    position,
    module,
    name,
    allowed,
  })),
  calls: scan.calls.map(({ opcode, position, callee, allowed }) => ({ opcode, position, callee, allowed })),
});
