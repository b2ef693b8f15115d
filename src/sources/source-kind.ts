// A kind of event source: how one provider proves who it is, what it sends, and what that is called here. A kind is one
// file in kinds/ and one line in the registry; it knows no database and no clock but the one that it is given.
import type { JsonObject } from '../domain/event.ts';
import type { FieldValue } from '../domain/event-types/payload-fields.ts';
import type { KeySets } from './credentials/key-sets.ts';
import type { Setting, Settings } from './setting.ts';

/** A request at `/events/{source}` before anything of it is believed. */
export interface SourceRequest {
  readonly method: 'GET' | 'POST';
  /** Names in lower case; repeated headers are joined as Node joins them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: URLSearchParams;
  /** The exact bytes: signatures are over these. */
  readonly body: Buffer;
}

export interface SourceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: an empty body. */
  readonly body?: string;
}

/** One document of a request that has proved where it comes from. */
export interface Item {
  readonly value: JsonObject;
  /** Hex SHA-256 of its bytes: the key of what has no id of its own. */
  readonly hash: string;
  /** The id that stood in the request's headers. */
  readonly id?: string | undefined;
}

export interface Opened {
  readonly items: readonly Item[];
  /** Parts that are refused although the rest is good; the answer is a success. */
  readonly rejected?: readonly Rejection[];
  /** The answer that a handshake asks for. Default: the kind's success with an empty body. */
  readonly answer?: SourceAnswer;
  /** What was asked of us that is no event, such as a handshake. */
  readonly control?: string;
}

export interface Actor {
  readonly id?: string | undefined;
  readonly email?: string | undefined;
}

/** Something that happened, in our words. */
export interface Fact {
  /** One of our event types. */
  readonly type: string;
  readonly data: Readonly<Record<string, FieldValue | undefined>>;
  /** Added to the provider's key where one message tells of several facts. */
  readonly part?: string | undefined;
  /** Used instead of the provider's key, where several messages tell of one fact. */
  readonly key?: string | undefined;
  /** Default: the actor of the message. Null: nobody, although the message names one. */
  readonly actor?: Actor | null;
}

/** A message of a provider. Without facts it has no counterpart here, and is kept as it is. */
export interface Message {
  /** The provider's own name for it; null when it has none. */
  readonly type: string | null;
  /** The same for every repetition, and of no other message of this source. */
  readonly key: string;
  /** When it happened, as the provider says. Undefined: at the time of receipt. */
  readonly at: Date | undefined;
  readonly actor?: Actor | undefined;
  readonly ipAddress?: string | undefined;
  readonly payload: JsonObject;
  readonly facts: readonly Fact[];
}

/** A message that tells of the connection itself: answered and counted, but no event. */
export interface Control {
  readonly control: string;
  /** Said in the log when somebody has to act. */
  readonly warning?: string;
}

export interface OpenTools {
  readonly now: Date;
  readonly keySets: KeySets;
}

/** What a provider's part of the demo and of a try signs with. */
export interface Signer {
  readonly settings: Settings;
  readonly at: Date;
  /** Different for each request. */
  readonly id: string;
  /** The key whose public half the source knows; only kinds with public keys need it. */
  readonly privateKey?: { readonly key: CryptoKey; readonly kid: string; readonly alg: string } | undefined;
}

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** With its question mark. Default: none. */
  readonly query?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SourceKind {
  /** What a source's `kind` says. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what it receives. */
  readonly description: string;
  readonly settings: readonly Setting[];
  /** The status of a success. */
  readonly success: number;
  /** True when a handshake comes as GET. */
  readonly answersGet?: true;
  /** Checks the credential over the exact bytes, then reads. @throws Rejection. */
  open(request: SourceRequest, settings: Settings, tools: OpenTools): Promise<Opened>;
  /** Says what a document tells. Total: whatever the document holds, it throws nothing. */
  map(item: Item): Message | Control;
  /** How it is refused. Default: 401, 400 and so on as application/problem+json. */
  refuse?(rejection: Rejection): SourceAnswer | undefined;
  /** Documents as the provider sends them, of the given time, with invented values. */
  samples(at: Date, id: string): readonly JsonObject[];
  /** A request with one document, signed as the provider does. @throws Error where a private key is needed. */
  sign(document: JsonObject, signer: Signer): Promise<SignedRequest>;
  /** The provider's handshake, where it has one. */
  greet?(signer: Signer): Promise<SignedRequest>;
}

/** Why a request or a part of it is refused; names of counters, so never any text of the request. */
export type RejectionReason =
  | 'credential'
  | 'signature'
  | 'stale'
  | 'issuer'
  | 'audience'
  | 'algorithm'
  | 'key'
  | 'state'
  | 'unreadable'
  | 'too_large'
  | 'method'
  | 'disabled'
  | 'keys_unavailable';

export class Rejection extends Error {
  readonly reason: RejectionReason;

  /** @param message for the provider's log and ours: no secret and nothing of the request. */
  constructor(reason: RejectionReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A header's text; empty counts as absent. */
export function headerOf({ headers }: Pick<SourceRequest, 'headers'>, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === '' ? undefined : text;
}
