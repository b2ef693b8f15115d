import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import variant from '@jitl/quickjs-ng-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSSyncVariant,
} from 'quickjs-emscripten-core';

const wasmFile = fileURLToPath(import.meta.resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm'));
const wasmModule = new WebAssembly.Module(readFileSync(wasmFile));

const PAGE = 64 * 1024;
/** What the engine begins with: 16 MiB. */
const FIRST_PAGES = 256;

export interface Engine {
  context: QuickJSContext;
  /** Whether the script has had about all the memory there is; the engine then throws `null` in place of an error. */
  memoryIsFull(): boolean;
}

/**
 * An engine of its own for every script (1 ms): nothing of one script, and no damage that it did, reaches the next.
 * It is never disposed of, only forgotten; freeing what a stopped script left would end in an assertion.
 *
 * The engine's own memory limit counts almost nothing in this build (a limit of 64 MiB let 2 GiB pass), so the memory
 * that it lives in cannot grow past the limit.
 */
export async function openEngine(memoryBytes: number): Promise<Engine> {
  const maximum = Math.min(Math.max(FIRST_PAGES, Math.ceil(memoryBytes / PAGE)), 32_768);
  const wasmMemory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum });
  // The package's types are read as CommonJS's, its code is not: the default export is the variant itself.
  const own = newVariant(variant as unknown as QuickJSSyncVariant, {
    wasmModule,
    wasmMemory,
  });
  const engine = await newQuickJSWASMModuleFromVariant(own);
  const context = engine.newContext();
  context.runtime.setModuleLoader(() => ({ error: new Error('A script cannot import anything') }));
  return { context, memoryIsFull: () => wasmMemory.buffer.byteLength >= maximum * PAGE * 0.8 };
}
