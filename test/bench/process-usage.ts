// What processes use, read from /proc: on a machine that others use too, CPU time says more than the clock does.
import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A program under test: the service or the bare pipeline. */
export interface BenchProcess {
  readonly url: string;
  readonly token?: string;
  readonly pid: number;
  /** CPU seconds so far of the program itself and of its PostgreSQL. */
  cpuSeconds(): Promise<CpuSeconds>;
  stop(): Promise<void>;
}

export interface CpuSeconds {
  readonly node: number;
  readonly server: number;
}

/** Linux counts in hundredths of a second. */
const ticksPerSecond = 100;

async function statOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name may hold spaces; what follows its bracket does not. The first field after it is number 3 of proc(5).
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

export async function cpuSecondsOf(pid: number, withEndedChildren = false): Promise<number> {
  const stat = await statOf(pid);
  const fields = withEndedChildren ? [11, 12, 13, 14] : [11, 12];
  return fields.reduce((sum, field) => sum + Number(stat[field] ?? 0), 0) / ticksPerSecond;
}

export async function residentMiBOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

/** Where the embedded server of a data folder keeps its files: as root in a folder of its own. */
export async function serverFolder(dataDir: string): Promise<string> {
  const own = path.join(dataDir, 'database');
  return access(own).then(
    () => own,
    () => dataDir,
  );
}

/** The lines of its postmaster.pid: the first is its pid, the fourth its port. */
export async function serverLines(dataDir: string): Promise<string[]> {
  const file = path.join(await serverFolder(dataDir), 'postgres', 'postmaster.pid');
  return (await readFile(file, 'utf8').catch(() => '')).split('\n');
}

/** The embedded server of a data folder, with its workers. */
export async function serverCpuSeconds(dataDir: string): Promise<number> {
  const postmaster = Number((await serverLines(dataDir))[0]);
  if (!postmaster) return 0;
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const parents = await Promise.all(pids.map(async (pid) => Number((await statOf(pid))[1])));
  const workers = pids.filter((_, index) => parents[index] === postmaster);
  const seconds = await Promise.all([cpuSecondsOf(postmaster, true), ...workers.map((pid) => cpuSecondsOf(pid))]);
  return seconds.reduce((sum, one) => sum + one, 0);
}
