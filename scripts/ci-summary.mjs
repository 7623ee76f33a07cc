// Adds up what ran: `node scripts/ci-summary.mjs <name>=<exit code>[=<vitest's JSON report>] …`. What was skipped, a file
// whose tests could not be collected, a report that is missing, broken or empty, and a command that failed though its
// tests passed count as failed. Last line: `N passed, N failed`.
import { readFileSync } from 'node:fs';

/** Counts of one report, and what is wrong beyond its failed tests, in words. */
function readReport(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { passed: 0, failed: 1, problems: [`no report of tests (${error.message})`] };
  }
  const { numPassedTests: passed = 0, numFailedTests = 0, testResults: files = [] } = report;
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  const broken = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  const empty = passed + numFailedTests + skipped + broken.length === 0;
  const problems = [
    ...broken.map(({ name, message }) => `${name} could not be collected: ${message.split('\n')[0]}`),
    ...(skipped > 0 ? [`${skipped} skipped, counted as failed`] : []),
    ...(empty ? ['no test ran'] : []),
  ];
  return { passed, failed: numFailedTests + broken.length + skipped + (empty ? 1 : 0), problems };
}

let passed = 0;
let failed = 0;
for (const step of process.argv.slice(2)) {
  const [name, exitCode, report] = step.split('=');
  const found = report === undefined ? { passed: 0, failed: 0, problems: [] } : readReport(report);
  if (exitCode !== '0' && found.failed === 0) {
    found.failed = 1;
    found.problems.push(`ended with exit code ${exitCode}`);
  }
  for (const problem of found.problems) console.log(`${name}: ${problem}`);
  passed += found.passed;
  failed += found.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
