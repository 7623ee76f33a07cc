import { setTimeout as sleep } from 'node:timers/promises';
import { curlCommand, saveDriftReport } from './driver/farewell.js';
import { runLoop } from './driver/loop.js';
import { type Options, parseOptions, USAGE } from './driver/options.js';
import { Progress } from './driver/progress.js';
import { killAllPrograms } from './driver/run-program.js';
import { deployApp, keepLogs, startSession } from './driver/session.js';
import { projectRoot } from './environment/project-root.js';

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/^error: /, '') : String(error);

/** Runs everything; answers the exit code. `stop` is the person's wish, not a fault. */
async function run(options: Options, stop: AbortSignal): Promise<number> {
  const progress = new Progress();
  const fault = new AbortController();
  const base = {
    root: projectRoot(),
    signal: AbortSignal.any([stop, fault.signal]),
    log: progress.log,
    ...(options.port !== undefined && { port: options.port }),
  };
  const session = await startSession(base);
  let stopping = false;
  void session.aws.ended.then((what) => {
    if (!stopping) fault.abort(new Error(what));
  });
  try {
    const context = await runLoop(progress, () => deployApp(session, { ...base, data: options.data }));
    const report = await saveDriftReport(context);
    console.log(`\n${progress.table()}\n`);
    console.log(`gateway       ${context.application.inferUrl}`);
    console.log(`embedded AWS  ${session.aws.endpoint}`);
    if (report !== undefined) console.log(`drift report  ${report}`);
    if (options.json !== undefined) progress.writeJson(options.json);
    if (options.exit) return 0;
    console.log(`\nask it yourself:\n${curlCommand(context)}`);
    console.log('\nIt goes on serving; Ctrl-C stops all of it.');
    await sleep(2 ** 31 - 1, undefined, { signal: base.signal });
    return 0;
  } catch (error) {
    if (stop.aborted) throw error;
    if (progress.steps.length > 0) console.log(`\n${progress.table()}\n`);
    console.error(`error: ${messageOf(fault.signal.aborted ? fault.signal.reason : error)}`);
    if (options.json !== undefined) progress.writeJson(options.json);
    if (options.keep && !fault.signal.aborted) {
      console.error(`logs: ${session.aws.logFolder}\n\nIt goes on serving; Ctrl-C stops all of it.`);
      await sleep(2 ** 31 - 1, undefined, { signal: base.signal });
    }
    console.error(`logs: ${keepLogs(session)}`);
    return 1;
  } finally {
    stopping = true;
    killAllPrograms();
    await session.stop();
  }
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(USAGE);
    return 0;
  }
  // Nothing that the driver asks is beyond this machine; with NODE_USE_ENV_PROXY, fetch would ask a proxy.
  const own = process.env.no_proxy ?? process.env.NO_PROXY;
  process.env.NO_PROXY = process.env.no_proxy = ['127.0.0.1', 'localhost', ...(own ? [own] : [])].join(',');
  const stop = new AbortController();
  let signals = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      signals += 1;
      if (signals === 1) process.stderr.write('\nstopping …\n');
      stop.abort(new Error(`stopped by ${name}`));
    });
  }
  try {
    return await run(options, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return 130;
    throw error;
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`error: ${messageOf(error)}`);
    process.exitCode = 1;
  },
);
