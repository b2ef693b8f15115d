/** A compiled template: the functions that nunjucks generated and the tables that their numbers point into. Everything a
 *  user wrote lives in the tables or in string literals; the code itself holds names of ours and numbers only. */
import type { AnyNode } from './ast.ts';
import type { TemplateFunction } from './function-types.ts';
import type { JsonEffect } from './json-place.ts';

/** Where an error happened: a node of the template named `template`. */
export type Site = {
  readonly node: AnyNode;
  readonly template: string;
  /** The node is a guess: the argument of `and` or `or` that was evaluated last is meant. */
  readonly afterLogic?: boolean;
};

export type FieldLookup = {
  readonly name: string;
  readonly site: Site;
  /** Go would name the receiver's type `interface {}`, as its value comes from a map, list or range. */
  readonly wrapped: boolean;
  /** A pipeline's result: its null counts as missing, a map's own null is an error. */
  readonly unwraps: boolean;
  readonly hasArgs: boolean;
};

export type Call = { readonly fn: TemplateFunction; readonly name: string; readonly site: Site };

export type Loop = {
  readonly id: number;
  readonly site: Site;
  /** Slots of the variables set each turn. */
  readonly indexSlot: string | null;
  readonly elementSlot: string | null;
  /** The list is copied so that `{{break}}` can cut it short. */
  readonly canBreak: boolean;
  /** Steps of one turn. */
  readonly weight: number;
};

/** How one pipeline's output is escaped: by what it ends in. */
export type Print = {
  readonly site: Site;
  readonly endsIn: string | null;
  /** Written by the template's author and not by data. */
  readonly isAuthorText: boolean;
  /** A printf of the author's own format, whose arguments have been escaped one by one. */
  readonly isAuthorFormat: boolean;
};

export type Text = { readonly text: string; readonly site: Site; readonly effect: JsonEffect };

/** The variables of one template call. */
export type Slots = Record<string, unknown>;

export type RootFunction = (
  env: unknown,
  context: Slots,
  frame: unknown,
  runtime: unknown,
  done: (error: unknown, output?: string) => void,
) => void;

export type Program = {
  readonly text: string;
  readonly roots: Map<string, RootFunction>;
  readonly fields: FieldLookup[];
  readonly calls: Call[];
  readonly loops: Loop[];
  readonly prints: Print[];
  readonly texts: Text[];
  readonly constants: unknown[];
  /** Arguments of `and` and `or`. */
  readonly logicSites: Site[];
  readonly failures: { readonly site: Site; readonly reason: string }[];
  /** `{{template}}` actions. */
  readonly invocations: { readonly site: Site; readonly name: string; readonly weight: number }[];
};
