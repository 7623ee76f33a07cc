import { InvalidInput } from '../../errors.js';
import type { OnnxTensor } from './parse-value-info.js';

export interface OnnxDescription {
  readonly format: 'onnx';
  readonly irVersion: number;
  readonly producer: string;
  readonly opsets: Readonly<Record<string, number>>;
  /** Of the model, without those that an initializer gives. */
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  readonly nodes: number;
  /** How often each operator occurs, as `domain::Operator`; those of the standard go without a domain. */
  readonly operators: Readonly<Record<string, number>>;
}

/** Domains of the operators that onnxruntime-node has. */
const DOMAINS = ['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft', 'ai.onnx.training', 'ai.onnx.preview.training'];
/** Reads another file, and runs what is in it on a device. */
const READS_FILES = 'com.microsoft::EPContext';
const MOST = { tensors: 10_000, operators: 5_000, problems: 50 } as const;

/** What is found on the way through a model; each limit keeps a made-up one from filling the memory. */
export class OnnxFindings {
  irVersion = 0;
  producer = '';
  private nodes = 0;
  private readonly opsets = new Map<string, number>();
  private readonly inputs: OnnxTensor[] = [];
  private readonly outputs: OnnxTensor[] = [];
  private readonly initializers = new Set<string>();
  private readonly operators = new Map<string, number>();
  private readonly functions = new Set<string>();
  private readonly found = new Set<string>();

  addOpset(domain: string, version: number): void {
    if (this.opsets.size < MOST.operators) this.opsets.set(domain, version);
  }

  addInput(tensor: OnnxTensor): void {
    if (this.inputs.push(tensor) > MOST.tensors) throw new InvalidInput(`it has more than ${MOST.tensors} inputs`);
  }

  addOutput(tensor: OnnxTensor): void {
    if (this.outputs.push(tensor) > MOST.tensors) throw new InvalidInput(`it has more than ${MOST.tensors} outputs`);
  }

  addInitializer(name: string): void {
    if (this.initializers.size < 1_000_000) this.initializers.add(name);
  }

  /** A function of the model's own, by which an operator of any domain may be defined. */
  addFunction(domain: string, name: string): void {
    this.functions.add(operatorName(domain, name));
  }

  /** Answers with how many nodes there are by now. */
  addNode(domain: string, operator: string): number {
    const name = operatorName(domain, operator);
    this.operators.set(name, (this.operators.get(name) ?? 0) + 1);
    if (this.operators.size > MOST.operators) throw new InvalidInput(`it has more than ${MOST.operators} operators`);
    this.nodes += 1;
    return this.nodes;
  }

  addProblem(problem: string): void {
    if (this.found.size < MOST.problems) this.found.add(problem);
  }

  problems(): string[] {
    const unknown = [...this.operators.keys()].flatMap((name) => {
      const domain = name.includes('::') ? name.slice(0, name.indexOf('::')) : '';
      const shown = JSON.stringify(name.slice(0, 200));
      if (name === READS_FILES) return [`model.onnx: the operator ${shown} reads other files`];
      if (this.functions.has(name)) return [];
      return DOMAINS.includes(domain)
        ? []
        : [`model.onnx: the operator ${shown} is of a domain that the runtime lacks`];
    });
    return [...this.found, ...unknown.slice(0, MOST.problems)];
  }

  description(): OnnxDescription {
    const { irVersion, producer, nodes, outputs } = this;
    const inputs = this.inputs.filter((input) => !this.initializers.has(input.name));
    const opsets = Object.fromEntries(this.opsets);
    return {
      format: 'onnx',
      irVersion,
      producer,
      opsets,
      inputs,
      outputs,
      nodes,
      operators: Object.fromEntries(this.operators),
    };
  }
}

const operatorName = (domain: string, name: string): string =>
  domain === '' || domain === 'ai.onnx' ? name : `${domain}::${name}`;
