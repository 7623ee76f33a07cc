import type { FileKind } from '../../domain/artifact/formats/sniff-file.js';
import type { ModelDescription } from '../../domain/artifact/model-description.js';
import type { OnnxDescription } from '../../domain/artifact/onnx/onnx-findings.js';
import type { PickleScan } from '../../domain/artifact/pickle/pickle-scan.js';
import type { Framework } from '../../domain/manifest.js';
import type { Signature } from '../../domain/signature.js';

export interface InspectedFile {
  readonly path: string;
  /** Bytes, expanded. */
  readonly size: number;
  readonly sha256: string;
  readonly kind: FileKind;
}

export interface InspectedPickle {
  /** In a zip, the zip's path, `!` and the path in it. */
  readonly path: string;
  readonly scan: PickleScan;
}

/** What an artifact is, read to its end and never run. */
export interface InspectedArtifact {
  /** Bytes, compressed. */
  readonly size: number;
  /** Of the compressed bytes, lower-case hex. */
  readonly sha256: string;
  /** Plain files, in the archive's order. */
  readonly entries: readonly InspectedFile[];
  /** Those below `code/`, which a serving container may run. */
  readonly code: readonly InspectedFile[];
  /** The declared format where that is what was found; undefined otherwise. */
  readonly format?: Framework;
  /** Why it is refused; empty when it is not. */
  readonly problems: readonly string[];
  readonly pickles: readonly InspectedPickle[];
  /** `model.onnx`, of an ONNX artifact without problems. */
  readonly onnx?: Uint8Array;
  readonly graph?: OnnxDescription;
  /** Of XGBoost and LightGBM. */
  readonly described?: ModelDescription;
  /** `signature.json`; where a model can't be run it may be left out. */
  readonly signature?: Signature;
}
