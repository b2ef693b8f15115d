// The browser of the tests: Chromium or Chrome of this machine, else the one that npm brought along.
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { repository } from '../../support/process.ts';
import { inTurn } from './take-turns.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** What is looked at; given by tests of this file only. */
export interface Machine {
  readonly path: string;
  readonly platform: string;
  readonly arch: string;
}

const thisMachine: Machine = { path: process.env.PATH ?? '', platform: process.platform, arch: process.arch };

/** @throws with one line that says what to install. */
export async function findBrowser(machine: Machine = thisMachine): Promise<string> {
  const installed = [
    ...machine.path.split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name))),
    ...(machine === thisMachine ? elsewhere : []),
  ].find(isProgram);
  if (installed) return installed;
  if (machine.platform === 'linux' && machine.arch === 'x64') return unpackedBrowser();
  throw new Error('These tests need a browser: install Chromium or Google Chrome so that it is in the PATH.');
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return existsSync(file);
  } catch {
    return false;
  }
}

/** Unpacked once for this checkout, beside its other caches. */
async function unpackedBrowser(): Promise<string> {
  const folder = path.join(repository, 'node_modules', '.cache', 'chromium');
  await mkdir(folder, { recursive: true });
  return inTurn(path.join(folder, 'lock'), async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      const { default: chromium } = await import('@sparticuz/chromium');
      return await chromium.executablePath();
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });
}
