/** All functions a template may use. */
import type { FunctionTable } from './function-types.ts';
import { goFunctions } from './functions-go.ts';

export const allFunctions: FunctionTable = new Map([...goFunctions]);
