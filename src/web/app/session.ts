// Who is signed in. The token lives in memory and in this tab's session storage: never in the address, in no cookie.
import { keep, readKept } from './kept.ts';
import { closeSocket, openSocket } from './socket.ts';
import { createStore } from './store.ts';

export interface Session {
  /** `over`: it was valid and is not any more; what is on the screen stays there until somebody signs in again. */
  readonly state: 'out' | 'in' | 'over';
  readonly token: string | undefined;
  /** Grows with each log-in, so that nothing of the one before is shown. */
  readonly number: number;
}

const key = 'iam-integrations-token';
const kept = readKept('sessionStorage', key);

export const session = createStore<Session>({ state: kept === undefined ? 'out' : 'in', token: kept, number: 1 });

if (kept !== undefined) openSocket(kept, sessionIsOver);

/** What keeps a token from being used: undefined when nothing does. */
export async function signIn(token: string): Promise<'refused' | 'unreachable' | undefined> {
  const answer = await check(token);
  if (answer !== 'good') return answer;
  const before = session.get();
  keep('sessionStorage', key, token);
  openSocket(token, sessionIsOver);
  session.set({ state: 'in', token, number: before.state === 'over' ? before.number : before.number + 1 });
  return undefined;
}

export function signOut(): void {
  keep('sessionStorage', key, undefined);
  closeSocket();
  session.set({ state: 'out', token: undefined, number: session.get().number + 1 });
}

/** The service does not know the token any more. */
export function sessionIsOver(): void {
  if (session.get().state !== 'in') return;
  keep('sessionStorage', key, undefined);
  closeSocket();
  session.set({ ...session.get(), state: 'over', token: undefined });
}

async function check(token: string): Promise<'good' | 'refused' | 'unreachable'> {
  // Anything else cannot stand in a header.
  if (!/^[\x21-\x7e]+$/.test(token)) return 'refused';
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    if (response.ok) return 'good';
    return response.status === 401 || response.status === 403 ? 'refused' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}
