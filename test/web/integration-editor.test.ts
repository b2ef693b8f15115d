// Building an integration in the page, from nothing to a message that arrives.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventTypes } from '../../src/domain/event-types.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { axeFaults } from './support/axe.ts';
import { startWebTest, type WebTest } from './support/page.ts';

let web: WebTest;
let receiver: Receiver;

beforeAll(async () => {
  [web, receiver] = await Promise.all([startWebTest(), startReceiver()]);
});
afterEach(async () => expect(await web.closePages()).toEqual([]));
afterAll(async () => {
  await web.stop();
  await receiver.close();
});

const codeField = (page: Page, label: string) => page.getByRole('textbox', { name: label });

test('the newcomer: from a starter to a message in Slack in few clicks, tried first, and seen in the deliveries', async () => {
  const page = await web.open('integrations');
  let clicks = 0;
  const click = async (name: string | RegExp, role: 'button' | 'link' = 'button') => {
    clicks += 1;
    await page.getByRole(role, { name }).first().click();
  };
  await click('Slack message on failed sign-in', 'link');
  await page.getByLabel('Slack webhook URL').fill(`${receiver.url}/services/T0/B0/first`);
  clicks += 1;
  await page.getByText('Failed sign-in for ana@example.com from').first().waitFor();
  await click('Send test');
  await page.getByText(/Delivered\. Answered 200 in/).waitFor();
  const [tried] = await receiver.awaits('/services/T0/B0/first', 1);
  expect(JSON.parse(tried?.body ?? '{}').text).toMatch(/^Failed sign-in for ana@example\.com from [\d.]+$/);
  await click('Save');
  await page.getByText('Saved. Listening for login.failed.').waitFor();
  await click('Send a sample event');
  await page.getByText('Sample event sent: 1 delivery.').waitFor();
  await click('See deliveries', 'link');
  await page.locator('table').getByText('Delivered').waitFor();
  const [, real] = await receiver.awaits('/services/T0/B0/first', 2);
  expect(real?.body).toBe(tried?.body);
  expect(receiver.to('/services/T0/B0/first')).toHaveLength(2);
  expect(clicks).toBeLessThanOrEqual(12);
});

test('from scratch by keyboard alone, also out of the template editor', async () => {
  const page = await web.open('integrations/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).focus();
  await page.keyboard.type('By keyboard');
  const tabTo = async (matches: () => Promise<boolean>) => {
    for (let step = 0; step < 80; step += 1) {
      if (await matches()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('not reached by Tab');
  };
  const focused = (text: string) => async () =>
    page.evaluate((wanted) => {
      const element = document.activeElement;
      // Between the last element and the first it is the body, whose text holds every word.
      if (!element?.matches('a, button, input, select, textarea, summary, [contenteditable="true"]')) return false;
      const label = element.getAttribute('aria-label') ?? (element as HTMLInputElement).labels?.[0]?.textContent;
      const by = document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent;
      return (label ?? by ?? element.textContent ?? '').includes(wanted);
    }, text);
  await tabTo(focused('Search events'));
  await page.keyboard.type('user.created');
  await page.getByLabel(/^user\.deleted/).waitFor({ state: 'detached' });
  await tabTo(focused('user.created'));
  await page.keyboard.press('Space');
  await tabTo(focused('Log entry'));
  await page.keyboard.press('Enter');
  await codeField(page, 'Message').waitFor();
  await tabTo(focused('Message'));
  await page.keyboard.type('hello ');
  await page.getByRole('region', { name: 'Preview: Message' }).waitFor();
  await tabTo(focused('More settings'));
  await page.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Saved. Listening for user.created.').waitFor();
  const { body } = await web.service.rest('GET', '/integrations?name=By%20keyboard');
  expect(body.items[0]).toMatchObject({ triggers: ['user.created'], actions: [{ type: 'log', message: 'hello ' }] });
});

test('triggers: all event types, found by a word, chosen by group, with counts', async () => {
  const page = await web.open('integrations/new');
  const triggers = page.getByRole('region', { name: 'Triggers' });
  await triggers.getByLabel('user.created').waitFor();
  for (const { name } of eventTypes)
    expect(await triggers.getByLabel(name, { exact: false }).count()).toBeGreaterThan(0);
  await triggers.getByLabel('Search events').fill('login.');
  await until('fewer', async () => (await triggers.getByRole('checkbox').count()) < 10);
  await triggers.getByLabel(/^Sign-in \(0 of \d\)/).press('Space');
  const signIns = eventTypes.filter(({ category }) => category === 'sign_in').length;
  await triggers.getByText(`${signIns} chosen`).waitFor();
  await triggers.getByLabel(/^login\.failed/).press('Space');
  const group = triggers.getByLabel(`Sign-in (${signIns - 1} of ${signIns})`);
  expect(await group.evaluate((box: HTMLInputElement) => [box.checked, box.indeterminate])).toEqual([false, true]);
  await triggers.getByLabel('Every event').press('Space');
  expect(await triggers.getByLabel(/^login\.failed/).isDisabled()).toBe(true);
});

test('conditions: fields of the triggers, the answer for the picked event, and the count over what was stored', async () => {
  const { service } = web;
  for (const mail of ['a@example.com', 'b@example.com', 'c@other.org'])
    await service.publish('group.created', { group_name: mail });
  const page = await web.open('integrations/new');
  await page.getByLabel(/^group\.created/).press('Space');
  await page.getByText('No conditions: every event above fires this.').waitFor();
  await page.getByText('Would have fired for 3 of the last', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Add condition' }).click();
  await page.getByPlaceholder('Field').fill('group');
  await page.getByRole('option', { name: 'group_name' }).click();
  await page.getByLabel('Operator').selectOption({ label: 'ends with' });
  await page.getByLabel('Value', { exact: true }).fill('@example.com');
  await page.getByText('Would have fired for 2 of the last', { exact: false }).waitFor();
  await page.getByText('Does not hold: value is "').waitFor();
  const picker = page.getByRole('region', { name: 'Try it' }).getByLabel('Event');
  const options = await picker
    .locator('option')
    .evaluateAll((list) => list.map((option) => (option as HTMLOptionElement).value));
  await picker.selectOption(options.filter((value) => value.startsWith('id:')).at(-1) ?? '');
  await page.getByText('Holds: value is "a@example.com"').waitFor();
  await page.getByText('With this event it fires.').waitFor();
  await page.getByPlaceholder('Field').fill('nothing_like_it');
  await page.getByText('Not in the samples').waitFor();
  await page.getByText('The event has no such field').waitFor();
});

test('templates: completion with values, the error where it is, the last good preview, and a refused save', async () => {
  const page = await web.open('integrations/new?start=log_login');
  const field = codeField(page, 'Message');
  await field.waitFor();
  await page.getByText('ana@example.com signed in from').waitFor();
  await field.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' {{.Act');
  const offered = page.locator('.cm-tooltip-autocomplete');
  await offered.getByText('.ActorID').waitFor();
  await offered.getByText('ana@example.com').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('x {{nope');
  await page.getByText(/^Line 1, column \d+: /).waitFor();
  await page.getByText('The last one that worked:').waitFor();
  await page.locator('.cm-lintRange-error').first().waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('1 thing to fix').waitFor();
  await page.getByText(/^actions\[0\]\.message: /).waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(1);
});

test('the editor is fit for everyone, in both colours, and narrow', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await web.open('integrations/new?start=http_user', { colorScheme });
    await page.getByText('"email": "ana@example.com"').waitFor();
    await page.getByText('More settings').click();
    await page.getByLabel('Retry only these failures').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  }
  const narrow = await web.open('integrations/new?start=slack_login', { viewport: { width: 390, height: 844 } });
  await narrow.getByText('Failed sign-in for').first().waitFor();
  expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
