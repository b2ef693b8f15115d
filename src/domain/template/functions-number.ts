/** Arithmetic on whole numbers, under sprig's names: 64 bits, and whatever is no number counts as 0. */
import { intArg } from './arguments.ts';
import type { DocumentedFunction, Tools } from './function-types.ts';
import { Failure } from './template-error.ts';
import { makeInt } from './value.ts';

const ANY = Number.POSITIVE_INFINITY;

function reduceInts(combine: (a: bigint, b: bigint) => bigint) {
  return (values: readonly unknown[], tools: Tools) =>
    makeInt(
      BigInt.asIntN(
        64,
        values
          .map((value) => BigInt.asIntN(64, intArg(value, tools)))
          .reduce((a, b) => BigInt.asIntN(64, combine(a, b))),
      ),
      tools.mode,
    );
}

function divisor(value: bigint): bigint {
  if (value === 0n) throw new Failure('integer divide by zero');
  return value;
}

export const numberFunctions: readonly DocumentedFunction[] = [
  {
    name: 'int',
    args: 'value',
    description: 'A whole number, also of a text; decimals are cut off.',
    example: '{{int "12"}}',
    result: '12',
    min: 1,
    max: 1,
    run: reduceInts((a) => a),
  },
  {
    name: 'add',
    args: 'number ...',
    description: 'The sum of whole numbers.',
    example: '{{add 1 2 3}}',
    result: '6',
    min: 1,
    max: ANY,
    run: reduceInts((a, b) => a + b),
  },
  {
    name: 'sub',
    args: 'a b',
    description: 'a minus b.',
    example: '{{sub 5 2}}',
    result: '3',
    min: 2,
    max: 2,
    run: reduceInts((a, b) => a - b),
  },
  {
    name: 'mul',
    args: 'number ...',
    description: 'The product of whole numbers.',
    example: '{{mul 2 3}}',
    result: '6',
    min: 1,
    max: ANY,
    run: reduceInts((a, b) => a * b),
  },
  {
    name: 'div',
    args: 'a b',
    description: 'a divided by b, without the rest.',
    example: '{{div 7 2}}',
    result: '3',
    min: 2,
    max: 2,
    run: reduceInts((a, b) => a / divisor(b)),
  },
  {
    name: 'mod',
    args: 'a b',
    description: 'The rest of a divided by b.',
    example: '{{mod 7 2}}',
    result: '1',
    min: 2,
    max: 2,
    run: reduceInts((a, b) => a % divisor(b)),
  },
];
