// Traces by OpenTelemetry's SDK, sent as OTLP over HTTP. Loaded only when there is somewhere to send them.
import { randomUUID } from 'node:crypto';
import {
  createTraceState,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace as traces,
} from '@opentelemetry/api';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { traceParts } from '../domain/trace-context.ts';
import type { Log } from './log.ts';
import { outsideRequests } from './request-scope.ts';
import type { Tracing, TracingSettings } from './tracing.ts';

/** How long the last spans have at a stop, in milliseconds. */
const closeWithinMs = 3_000;
const kinds = { server: SpanKind.SERVER, internal: SpanKind.INTERNAL, client: SpanKind.CLIENT };

export async function openExportedTracing(
  settings: TracingSettings,
  { version, role, log }: { readonly version: string; readonly role: string; readonly log: Log },
): Promise<Tracing> {
  const { OTLPTraceExporter } =
    settings.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  // Only the first words: what comes after them may be a request with its headers.
  const tell = (message: string) =>
    outsideRequests(() => log.warn({ detail: String(message).slice(0, 200) }, 'traces could not be sent'));
  diag.setLogger(
    { error: tell, warn: tell, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const own = resourceFromAttributes({
    'service.name': 'iam-integrations',
    'service.version': version,
    'service.instance.id': randomUUID(),
    'iam.role': role,
  });
  const provider = new TracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(settings),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter(),
        scheduledDelayMillis: settings.delayMs,
        maxQueueSize: 8_192,
      }),
    ],
  });
  const tracer = provider.getTracer('iam-integrations', version);
  return {
    isOn: true,
    start: (name, { kind, parent, link, attributes }) => {
      const span = tracer.startSpan(
        name,
        {
          kind: kinds[kind],
          ...(attributes && { attributes }),
          ...(link !== undefined && { links: [{ context: contextOf(link) }] }),
        },
        parent === undefined ? ROOT_CONTEXT : traces.setSpanContext(ROOT_CONTEXT, contextOf(parent)),
      );
      return {
        trace: textOf(span.spanContext()),
        end: (error, more) => {
          if (more) span.setAttributes(more);
          if (error !== undefined) {
            span.setAttribute('error.type', error);
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
    },
    close: async () => {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, closeWithinMs);
      await Promise.race([provider.shutdown().catch(() => tell('stopping')), late.promise]);
      clearTimeout(timer);
    },
  };
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  const named: Record<string, () => Sampler> = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  const [, isParentBased, name = 'always_on'] = /^(parentbased_)?(.*)$/.exec(sampler) ?? [];
  const root = (named[name] ?? (() => new AlwaysOnSampler()))();
  return isParentBased ? new ParentBasedSampler({ root }) : root;
}

function contextOf(trace: string): SpanContext {
  const { traceId, spanId, flags, state } = traceParts(trace);
  return {
    traceId,
    spanId,
    traceFlags: flags,
    isRemote: true,
    ...(state !== undefined && { traceState: createTraceState(state) }),
  };
}

function textOf({ traceId, spanId, traceFlags, traceState }: SpanContext): string {
  const parent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  const state = traceState?.serialize() ?? '';
  return state === '' ? parent : `${parent} ${state}`;
}
