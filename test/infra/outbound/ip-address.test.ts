import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInRange, parseAddress, parseRange } from '../../../src/infra/outbound/ip-address.ts';

const bytes = (length: number) => fc.array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length });

test('every IPv6 address is read alike in full, short and dotted spelling', () => {
  fc.assert(
    fc.property(bytes(16), fc.subarray([...Array(8).keys()]), (address, zeroGroups) => {
      for (const group of zeroGroups) address.fill(0, group * 2, group * 2 + 2);
      const hex = (i: number) => (((address[i] ?? 0) << 8) | (address[i + 1] ?? 0)).toString(16);
      const groups = [0, 2, 4, 6, 8, 10, 12, 14].map(hex);
      const full = groups.join(':');
      const short = new URL(`http://[${full}]/`).hostname.slice(1, -1);
      const dotted = `${groups.slice(0, 6).join(':')}:${address.slice(12).join('.')}`;
      for (const text of [full, full.toUpperCase(), short, dotted, `${short}%eth0`])
        expect(parseAddress(text)).toEqual(address);
    }),
  );
});

test('a range holds exactly the addresses that share its first bits', () => {
  fc.assert(
    fc.property(
      bytes(4),
      fc.integer({ min: 0, max: 32 }),
      fc.integer({ min: 0, max: 31 }),
      (address, prefix, flipped) => {
        const range = parseRange(`${address.join('.')}/${prefix}`);
        const other = address.map((byte, i) => (i === flipped >> 3 ? byte ^ (128 >> (flipped & 7)) : byte));
        expect(range && isInRange(address, range)).toBe(true);
        expect(range && isInRange(other, range)).toBe(flipped >= prefix);
      },
    ),
  );
});

test.each([
  '',
  'a.test',
  '127.1',
  '1.2.3',
  '256.1.1.1',
  '01.2.3.4',
  ':::',
  '1::2::3',
  '12345::',
  '[::1]',
  '::1 ',
  '0x7f.0.0.1',
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeUndefined();
});
