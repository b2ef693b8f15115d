// Starts the bare pipeline as a process of its own, as service-process.ts starts the service.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchProcess, cpuSecondsOf, serverCpuSeconds } from './process-usage.ts';
import { listeningUrl, profileFlags } from './service-process.ts';

/** @param fanOut deliveries of each event, all to `targetUrl`. */
export async function startBareProcess(targetUrl: string, fanOut = 1): Promise<BenchProcess> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-bench-bare-'));
  const child = spawn(
    process.execPath,
    [...profileFlags, fileURLToPath(new URL('bare-pipeline.ts', import.meta.url))],
    {
      env: { ...process.env, DATA_DIR: dataDir, TARGET_URL: targetUrl, FAN_OUT: String(fanOut) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await listeningUrl(child);
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    cpuSeconds: async () => ({ node: await cpuSecondsOf(pid), server: await serverCpuSeconds(dataDir) }),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
