// Whether a request of the history is still what was sent: what was masked in it, or could not be kept, is lost.
import { looksLikeCredential } from '../domain/secret-names.ts';
import type { SentRequest } from './action-kind.ts';

const masked = /\*{8}/;

/**
 * Why its address, body and open headers cannot be sent again, for people; undefined: they can.
 * Headers that hold credentials are masked always, and not looked at.
 * @param addressIsSecret the address is taken of the settings.
 */
export function lostPart({ url, headers, body }: SentRequest, addressIsSecret = false): string | undefined {
  if (!addressIsSecret && masked.test(url)) return 'its address holds a secret, of which only a mask was kept';
  if (masked.test(body)) return 'its body holds a secret, of which only a mask was kept';
  // Stands for a NUL, which the history cannot keep.
  if (body.includes('\ufffd')) return 'its body holds characters that the history does not keep';
  const lost = Object.entries(headers).find(([name, value]) => !looksLikeCredential(name) && masked.test(value));
  return lost && `its header ${lost[0]} holds a secret, of which only a mask was kept`;
}
