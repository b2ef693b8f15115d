import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { eventView, readEvent } from '../../src/domain/event.ts';
import { isEventTypeName } from '../../src/domain/event-types.ts';
import { compile, type EscapeKind } from '../../src/domain/template/template.ts';
import { readTime } from '../../src/domain/time.ts';

const doc = readFileSync(new URL('../../docs/templates.md', import.meta.url), 'utf8');
const spec =
  /### (.+)\n[\s\S]*?```event\n([\s\S]*?)\n```\n```template (\w+)\n([\s\S]*?)\n```\n```result\n([\s\S]*?)\n```/g;
const recipes = [...doc.matchAll(spec)].map(([, title = '', event = '', place = '', template = '', result = '']) => ({
  title,
  event,
  escape: (place === 'text' ? 'none' : place) as EscapeKind,
  template,
  result,
}));

test('the documentation has ten recipes', () => {
  expect(recipes.length).toBe(10);
});

test.each(recipes)('the recipe works as written: $title', ({ event, escape, template, result }) => {
  const { fired_at, actor_email, ip_address, ...rest } = JSON.parse(event);
  const read = readEvent(
    { ...rest, actorEmail: actor_email, ipAddress: ip_address, firedAt: fired_at ? readTime(fired_at) : undefined },
    { isKnownType: isEventTypeName, newUid: () => 'uid', now: () => new Date(), depth: 0 },
  );
  if (!('event' in read)) throw new Error(JSON.stringify(read.problems));
  const rendered = compile(template, { escape })(eventView(read.event));
  expect(rendered).toBe(result);
  if (escape === 'json') JSON.parse(rendered);
});
