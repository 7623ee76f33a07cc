import type { Slot } from '../../../lib/contracts/index.js';
import type { Prediction, Row } from '../signature.js';

export interface AnsweredRequest {
  readonly model: string;
  readonly version: number;
  readonly slot: Slot;
  readonly inferenceId: string;
  readonly time: Date;
  readonly rows: readonly Row[];
  /** One a row, in the same order. */
  readonly predictions: readonly Prediction[];
}

const json = (mode: 'INPUT' | 'OUTPUT', value: unknown) => ({
  observedContentType: 'application/json',
  mode,
  data: JSON.stringify(value),
  encoding: 'JSON',
});

/** SageMaker data-capture JSON lines, a row each and newline at the end; the record id is `<inference id>#<row>`. */
export function captureLines(request: AnsweredRequest, newEventId: () => string): string[] {
  const { model, version, slot, inferenceId, time, rows, predictions } = request;
  return predictions.map((prediction, row) => {
    const line = {
      captureData: { endpointInput: json('INPUT', rows[row] ?? {}), endpointOutput: json('OUTPUT', prediction) },
      eventMetadata: {
        eventId: newEventId(),
        inferenceId: `${inferenceId}#${row}`,
        customAttributes: [`model=${model}`, `version=${version}`, `slot=${slot}`],
        inferenceTime: time.toISOString(),
      },
      eventVersion: '0',
    };
    return `${JSON.stringify(line)}\n`;
  });
}
