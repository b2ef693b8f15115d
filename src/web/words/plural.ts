// Numbers in sentences.

const rules = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en');

/** 1240 as 1,240. */
export const count = (value: number): string => numbers.format(value);

/** `plural(2, 'delivery', 'deliveries')` is `2 deliveries`. */
export const plural = (value: number, one: string, other: string): string =>
  `${count(value)} ${rules.select(value) === 'one' ? one : other}`;
