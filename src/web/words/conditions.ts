// Conditions and how they went, in words.

export const operators = {
  EQ: 'equals',
  NEQ: 'is not',
  CONTAINS: 'contains',
  STARTS_WITH: 'starts with',
  ENDS_WITH: 'ends with',
  MATCHES: 'matches the pattern',
  IN: 'is one of',
  NOT_IN: 'is none of',
  GT: 'is more than',
  GTE: 'is at least',
  LT: 'is less than',
  LTE: 'is at most',
  EXISTS: 'is there',
  IS_TRUE: 'is true',
  IS_FALSE: 'is false',
} as const;

export type Operator = keyof typeof operators;

export const conditions = {
  holds: 'holds',
  fails: 'does not hold',
  missing: 'the event has no such field',
  value: (value: string) => `value is ${value}`,
  groups: { all: 'All of these', any: 'At least one of these', not: 'Not this' } as Readonly<Record<string, string>>,
};
