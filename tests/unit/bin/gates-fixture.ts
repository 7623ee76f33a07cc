export const gates = [
  { gate: 'integrity', passed: true, verdict: 'passed', reason: 'all files are whole', numbers: {} },
  { gate: 'champion', passed: false, verdict: 'failed', reason: 'mean loss 2.1, at most 1.02 allowed', numbers: {} },
];
