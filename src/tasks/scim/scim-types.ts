// The shapes that travel between a SCIM directory and its callers: plain JSON, so that a sandbox can pass them on.
import type { Json, JsonObject } from '../../domain/event.ts';

/** A user, a group or another resource, as the directory gave it (RFC 7643). */
export type ScimResource = JsonObject & { readonly id: string };

/** One change of a PATCH (RFC 7644, section 3.5.2). */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Such as `active`, `name.givenName`, `emails[type eq "work"].value`. Default: the resource itself. */
  readonly path?: string;
  readonly value?: Json;
}

/** A filter as text, or attributes that must all equal their values: `{ userName: 'ada' }`. */
export type ScimQueryFilter = string | { readonly [attribute: string]: string | number | boolean | null };

/** Which attributes to answer; at most one of the two. Default: all that the directory gives. */
export interface AttributeChoice {
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
}

export interface ListQuery extends AttributeChoice {
  /** Default: all. */
  readonly filter?: ScimQueryFilter;
  /** From 1. Default: 1. */
  readonly startIndex?: number;
  /** Resources per page, 1 to 1,000. Default: 100; fewer come if the directory or the size of its answers wants it. */
  readonly count?: number;
}

export interface ScimPage {
  readonly resources: readonly ScimResource[];
  /** As the directory says it; null if it does not. */
  readonly totalResults: number | null;
  readonly startIndex: number;
  /** Where the next page begins; null after the last. */
  readonly nextStartIndex: number | null;
}

export interface WriteOptions {
  /** Sent as If-Match: the change is refused with 412 if the resource has another version by now. Default: none. */
  readonly etag?: string;
}

export interface ScimMember {
  /** The id of the user or group. */
  readonly value: string;
  readonly display: string | null;
  readonly type: 'User' | 'Group';
}

/** `meta.version`, to give as `etag` with a change; undefined if the directory has no versions. */
export function versionOf(resource: JsonObject): string | undefined {
  const { meta } = resource;
  if (typeof meta !== 'object' || meta === null || !('version' in meta)) return undefined;
  return typeof meta.version === 'string' && meta.version !== '' ? meta.version : undefined;
}

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
