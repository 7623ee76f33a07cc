import { InvalidInput } from '../../errors.js';
import { type OnnxDescription, OnnxFindings } from './onnx-findings.js';
import { tensorProblem } from './parse-tensor.js';
import { parseValueInfo } from './parse-value-info.js';
import { int32, readMessage, textOf } from './wire-reader.js';

/** Graphs within graphs; protobuf itself stops at 100 messages, which are three a graph. */
const DEEPEST = 30;
const MOST_NODES = 1_000_000;

/** Numbers of the fields, as onnx.proto has them. */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8, training: 20, functions: 25 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparse: 15 } as const;
const NODE = { opType: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparseMany: 23 } as const;
const FUNCTION = { name: 1, node: 7, domain: 10, attribute: 11 } as const;
const [TENSOR_NAME, SPARSE_VALUES, SPARSE_INDICES] = [8, 1, 2];

export interface ParsedOnnx {
  readonly description: OnnxDescription;
  /** Why the model is refused; empty when it is not. */
  readonly problems: readonly string[];
}

/**
 * Reads a model.onnx by its wire format, so that a runtime sees only what is known to be whole, to hold its own weights and
 * to use operators that the runtime has.
 * @throws InvalidInput when it is no ONNX model
 */
export function parseOnnx(bytes: Uint8Array): ParsedOnnx {
  const findings = new OnnxFindings();
  let graphs = 0;
  readMessage(bytes, {
    varint: (field, value) => {
      if (field === MODEL.irVersion) findings.irVersion = Number(value);
    },
    bytes: (field, value) => {
      if (field === MODEL.producer) findings.producer = textOf(value).slice(0, 100);
      else if (field === MODEL.opset) readOpset(value, findings);
      else if (field === MODEL.functions) readFunction(value, findings);
      else if (field === MODEL.training) readTraining(value, findings);
      else if (field === MODEL.graph) {
        graphs += 1;
        readGraph(value, findings, 0);
      }
    },
  });
  if (graphs !== 1) throw new InvalidInput(`it has ${graphs} graphs, expected one`);
  return { description: findings.description(), problems: findings.problems() };
}

function readOpset(bytes: Uint8Array, findings: OnnxFindings): void {
  let [domain, version] = ['', 0];
  readMessage(bytes, {
    varint: (field, value) => {
      if (field === 2) version = Number(value);
    },
    bytes: (field, value) => {
      if (field === 1) domain = textOf(value);
    },
  });
  findings.addOpset(domain, version);
}

function readFunction(bytes: Uint8Array, findings: OnnxFindings): void {
  let [name, domain] = ['', ''];
  readMessage(bytes, {
    bytes: (field, value) => {
      if (field === FUNCTION.name) name = textOf(value);
      else if (field === FUNCTION.domain) domain = textOf(value);
      else if (field === FUNCTION.node) readNode(value, findings, 0);
      else if (field === FUNCTION.attribute) readAttribute(value, findings, 0);
    },
  });
  findings.addFunction(domain, name);
}

function readTraining(bytes: Uint8Array, findings: OnnxFindings): void {
  readMessage(bytes, {
    bytes: (field, value) => {
      if (field === 1 || field === 2) readGraph(value, findings, 1);
    },
  });
}

/** Depth 0 is the model's own graph, whose inputs and outputs are the model's. */
function readGraph(bytes: Uint8Array, findings: OnnxFindings, depth: number): void {
  if (depth > DEEPEST) throw new InvalidInput(`its graphs lie more than ${DEEPEST} deep in one another`);
  readMessage(bytes, {
    bytes: (field, value) => {
      if (field === GRAPH.node) readNode(value, findings, depth);
      else if (field === GRAPH.initializer) readTensor(value, findings, depth === 0);
      else if (field === GRAPH.sparse) readSparse(value, findings, depth === 0);
      else if (depth === 0 && field === GRAPH.input) findings.addInput(parseValueInfo(value));
      else if (depth === 0 && field === GRAPH.output) findings.addOutput(parseValueInfo(value));
    },
  });
}

function readNode(bytes: Uint8Array, findings: OnnxFindings, depth: number): void {
  let [domain, operator] = ['', ''];
  readMessage(bytes, {
    bytes: (field, value) => {
      if (field === NODE.domain) domain = textOf(value);
      else if (field === NODE.opType) operator = textOf(value);
      else if (field === NODE.attribute) readAttribute(value, findings, depth);
    },
  });
  if (findings.addNode(domain, operator) > MOST_NODES) {
    throw new InvalidInput(`it has more than ${MOST_NODES} nodes`);
  }
}

function readAttribute(bytes: Uint8Array, findings: OnnxFindings, depth: number): void {
  readMessage(bytes, {
    bytes: (field, value) => {
      if (field === ATTRIBUTE.tensor || field === ATTRIBUTE.tensors) readTensor(value, findings, false);
      else if (field === ATTRIBUTE.sparse || field === ATTRIBUTE.sparseMany) readSparse(value, findings, false);
      else if (field === ATTRIBUTE.graph || field === ATTRIBUTE.graphs) readGraph(value, findings, depth + 1);
    },
  });
}

function readSparse(bytes: Uint8Array, findings: OnnxFindings, initializes: boolean): void {
  readMessage(bytes, {
    bytes: (field, value) => {
      if (field === SPARSE_VALUES) readTensor(value, findings, initializes);
      else if (field === SPARSE_INDICES) readTensor(value, findings, false);
    },
  });
}

function readTensor(bytes: Uint8Array, findings: OnnxFindings, initializes: boolean): void {
  let name = '';
  let isExternal = false;
  const places: Uint8Array[] = [];
  readMessage(bytes, {
    varint: (field, value) => {
      if (field === 14 && int32(value) !== 0) isExternal = true;
    },
    bytes: (field, value) => {
      if (field === TENSOR_NAME) name = textOf(value);
      else if (field === 13) places.push(value);
    },
  });
  if (initializes) findings.addInitializer(name);
  if (isExternal || places.length > 0) findings.addProblem(tensorProblem(name, places));
}
