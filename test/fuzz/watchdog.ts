import { Worker } from 'node:worker_threads';

/** Watches a process in which each run must end. */
export interface Watchdog {
  /** Reports that a run begins. */
  readonly beat: () => void;
  /** Names the runs that follow, for the message. */
  readonly label: (text: string) => void;
  readonly stop: () => Promise<void>;
}

/** Bytes of the label. */
const labelSize = 1024;

/** Code of the thread. It sleeps for half of the time of a run at a time, and measures the processor time of the whole process. */
const code = `
const { workerData: { shared, seconds } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const counter = new Int32Array(shared, 0, 2);
const label = new Uint8Array(shared, 8);
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
let last = -1, start = spent();
while (Atomics.load(counter, 1) === 0) {
  Atomics.wait(counter, 1, 0, seconds * 500);
  const now = Atomics.load(counter, 0);
  if (now !== last) { last = now; start = spent(); }
  else if (spent() - start > seconds) {
    writeSync(2, '\\n' + Buffer.from(label).toString().replace(/\\0+$/, '') + ' has a run that does not end\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}`;

/**
 * Starts a thread that ends the process if one run takes too much processor time, because nothing in the thread of the run
 * can interrupt it.
 */
export function startWatchdog(seconds: number): Watchdog {
  const shared = new SharedArrayBuffer(8 + labelSize);
  const counter = new Int32Array(shared, 0, 2);
  const worker = new Worker(code, { eval: true, workerData: { shared, seconds } });
  return {
    beat: () => void Atomics.add(counter, 0, 1),
    label: (text) => void Buffer.from(shared, 8).fill(0).write(text.slice(0, labelSize)),
    stop: async () => {
      Atomics.store(counter, 1, 1);
      Atomics.notify(counter, 1);
      await worker.terminate();
    },
  };
}
