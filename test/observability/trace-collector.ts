// A collector of traces as OpenTelemetry's exporters expect one: OTLP over HTTP, in JSON.
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: number | undefined;
  readonly start: bigint;
  readonly end: bigint;
  /** Of the process that made it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface TraceCollector {
  readonly url: string;
  readonly requests: readonly Received[];
  spans(): CollectedSpan[];
  awaits(what: string, condition: (spans: CollectedSpan[]) => boolean): Promise<CollectedSpan[]>;
  close(): Promise<void>;
}

const valueOf = (value: Record<string, any>): unknown =>
  value.stringValue ??
  value.boolValue ??
  value.doubleValue ??
  (value.intValue === undefined ? value : Number(value.intValue));
const attributesOf = (list: readonly { key: string; value: Record<string, any> }[] = []) =>
  Object.fromEntries(list.map(({ key, value }) => [key, valueOf(value)]));

function spansOf(body: string): CollectedSpan[] {
  const { resourceSpans } = JSON.parse(body);
  return resourceSpans.flatMap(({ resource, scopeSpans }: any) =>
    scopeSpans.flatMap(({ spans }: any) =>
      spans.map((span: any) => ({
        name: span.name,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId || undefined,
        links: span.links ?? [],
        attributes: attributesOf(span.attributes),
        status: span.status?.code,
        start: BigInt(span.startTimeUnixNano),
        end: BigInt(span.endTimeUnixNano),
        resource: attributesOf(resource.attributes),
      })),
    ),
  );
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const receiver: Receiver = await startReceiver();
  receiver.answer('/v1/traces', { status: 200, body: '{}', headers: { 'content-type': 'application/json' } });
  const json = () =>
    receiver.to('/v1/traces').filter(({ headers }) => headers['content-type']?.startsWith('application/json'));
  const spans = () => json().flatMap(({ body }) => spansOf(body));
  return {
    url: receiver.url,
    requests: receiver.received,
    spans,
    awaits: (what, condition) =>
      until(what, () => {
        const all = spans();
        return condition(all) && all;
      }),
    close: receiver.close,
  };
}
