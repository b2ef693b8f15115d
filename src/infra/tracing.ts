// Traces of an event from its receipt to its attempts, over all processes. Without a place to send them to nothing is
// loaded and no span is made; the trace that a sender names is handed on to the targets all the same.
import type { Log } from './log.ts';

export interface SpanStart {
  readonly kind: 'server' | 'internal' | 'client';
  /** The trace that it belongs to, in the form of domain/trace-context.ts; undefined begins a new one. */
  readonly parent: string | undefined;
  /** A span that it follows on without being part of it. */
  readonly link?: string | undefined;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

export interface Span {
  /** What to hand on: this span as the parent of what follows. */
  readonly trace: string | undefined;
  /** @param error why it failed, as a word of a list; undefined means that it did not. */
  end(error?: string, attributes?: Readonly<Record<string, string | number | boolean>>): void;
}

export interface Tracing {
  readonly isOn: boolean;
  start(name: string, start: SpanStart): Span;
  /** Sends what has not been sent. */
  close(): Promise<void>;
}

/** How traces are made; where they go the exporter reads from OTEL_EXPORTER_OTLP_* itself. */
export interface TracingSettings {
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly sampler: (typeof samplers)[number];
  /** Of new traces, for the samplers by ratio: 0 to 1. */
  readonly ratio: number;
  /** Between two exports, in milliseconds. */
  readonly delayMs: number;
}

export const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const end = () => {};

const noTracing: Tracing = {
  isOn: false,
  start: (_name, { parent }) => ({ trace: parent, end }),
  close: async () => {},
};

export async function openTracing(
  settings: TracingSettings | undefined,
  about: { readonly version: string; readonly role: string; readonly log: Log },
): Promise<Tracing> {
  if (!settings) return noTracing;
  const { openExportedTracing } = await import('./exported-tracing.ts');
  return openExportedTracing(settings, about);
}
