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

/**
 * An engine of its own for every script (1 ms): nothing of one script, and no damage that it did, reaches the next.
 * It is never disposed of, only forgotten; freeing what a stopped script left would end in an assertion.
 */
export async function openEngine(): Promise<QuickJSContext> {
  const silent = () => undefined;
  // The package's types are read as CommonJS's, its code is not: the default export is the variant itself.
  const own = newVariant(variant as unknown as QuickJSSyncVariant, {
    wasmModule,
    emscriptenModule: { print: silent, printErr: silent },
  });
  const engine = await newQuickJSWASMModuleFromVariant(own);
  const context = engine.newContext();
  context.runtime.setModuleLoader(() => ({ error: new Error('A script cannot import anything') }));
  return context;
}
