import { Worker } from 'node:worker_threads';

/** A worker for scripts. It has no environment of the service, and its end is the end of nothing else. */
export function startWorker(): Worker {
  const worker = new Worker(new URL('./script-worker.ts', import.meta.url), {
    name: 'script',
    env: {},
    argv: [],
    execArgv: [],
    // The engine's memory is not part of the heap; this is for what crosses the border.
    resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32, stackSizeMb: 16 },
  });
  // A worker without a script does not keep the process alive.
  worker.unref();
  return worker;
}
