/** Calls a function that nunjucks generated, past nunjucks' own Template.render: that would copy the data and build a
 *  context and a frame for every rendering, of which nothing is used here. */
import type { RootFunction, Slots } from './program.ts';

export function callRoot(root: RootFunction, env: unknown, runtime: unknown, data: unknown): void {
  const dot = data ?? undefined;
  const slots: Slots = { dot, v1: dot };
  root(env, slots, frame, runtime, rethrow);
}

/** Slots have names of their own in every scope, so nunjucks' frames have nothing to do. */
const frame = {
  push: () => frame,
  pop: () => frame,
  set: (): void => undefined,
  lookup: (): undefined => undefined,
  topLevel: false,
};

function rethrow(error: unknown): void {
  if (error) throw error;
}
