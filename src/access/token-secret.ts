// The secret of a token: 256 random bits behind a prefix by which people and scanners of leaks know it. What is kept of
// it is its hash, which needs no salt and no slowness: nobody guesses 256 bits.
import { createHash, randomBytes } from 'node:crypto';

const secretPrefix = 'iam_';

export const makeSecret = () => `${secretPrefix}${randomBytes(32).toString('base64url')}`;

/** SHA-256, in hex. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** What may be shown of it. */
export const hintOf = (secret: string) => `${secret.slice(0, secretPrefix.length + 4)}…`;

/** Anything else is no token of ours, and need not be looked for. */
export const isSecret = (text: string) => /^iam_[\w-]{43}$/.test(text);
