// A row of a provider's table: [kind, what it is, the document, what is expected of it]. `unmapped` rows have a trap in
// them that must not pass for an event; several expectations are several events of one document.
export type Document = Record<string, any>;

type Expected =
  | 'unmapped'
  | {
      readonly type: string;
      /** A field that is undefined must be absent. */
      readonly data?: Document;
      readonly actor?: string | null;
      readonly at?: string;
      readonly ip?: string;
    };

export type Row = readonly [kind: string, what: string, document: Document, ...expected: Expected[]];
