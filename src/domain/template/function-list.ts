/** Every function a template may use, once: documentation, editor completion, the check at save and the tests all come
 *  from this list. */
import type { DocumentedFunction, FunctionTable } from './function-types.ts';
import { dataFunctions } from './functions-data.ts';
import { encodingFunctions } from './functions-encoding.ts';
import { goFunctions } from './functions-go.ts';
import { layoutFunctions } from './functions-layout.ts';
import { numberFunctions } from './functions-number.ts';
import { textFunctions } from './functions-text.ts';

/** Alertmanager's names for what sprig names otherwise. */
const aliases: Readonly<Record<string, string>> = {
  toUpper: 'upper',
  toLower: 'lower',
  trimSpace: 'trim',
  match: 'regexMatch',
  stringSlice: 'list',
};

export const functionList: readonly DocumentedFunction[] = [
  ...goFunctions,
  ...dataFunctions,
  ...numberFunctions,
  ...textFunctions,
  ...layoutFunctions,
  ...encodingFunctions,
].flatMap((fn) => {
  const others = Object.keys(aliases).filter((alias) => aliases[alias] === fn.name);
  return [fn, ...others.map((alias) => aliasOf(fn, alias))];
});

function aliasOf(fn: DocumentedFunction, name: string): DocumentedFunction {
  return {
    ...fn,
    name,
    description: `Alertmanager's name for ${fn.name}. ${fn.description}`,
    example: fn.example.replaceAll(new RegExp(`\\b${fn.name}\\b`, 'g'), name),
  };
}

/** `go`: only Go's own, as plain text/template has them. */
export const functionTables: Readonly<Record<'go' | 'all', FunctionTable>> = {
  go: new Map(goFunctions.map((fn) => [fn.name, fn])),
  all: new Map(functionList.map((fn) => [fn.name, fn])),
};
