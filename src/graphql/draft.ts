// The integration that something is tried with: a stored one, a stored one with a change, or a new one.
import { eventTypes } from '../domain/event-types.ts';
import { triggerMatches } from '../domain/matching.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import { type DraftIntegration, draftIntegration } from '../integrations/draft-integration.ts';
import type { Services } from './context.ts';
import { changeFields, type UpdateIntegrationInput } from './integration-changes.ts';
import { uuidOrNotFound } from './keyset-page.ts';

export interface DraftChoice {
  readonly id?: string | null | undefined;
  readonly input?: typeof UpdateIntegrationInput.$inferInput | null | undefined;
}

/** What the arguments `id` and `input` are for. */
export const draftArguments = {
  id: 'A stored integration, as it is or with the change that `input` is.',
  input: 'A change of the integration `id`, or without it a new integration. Checked as saving would; not saved.',
};

/** @throws Refusal as saving would. */
export async function draftFrom({ id, input }: DraftChoice, services: Services): Promise<DraftIntegration> {
  if (id == null && input == null) refuseIfAny([{ path: 'input', message: 'give an id, an input, or both' }]);
  const tools = {
    ...services,
    findIntegration: async (wanted: string) => (await services.integrations.fresh()).byId(wanted),
  };
  const storedId = id == null ? undefined : uuidOrNotFound(id, 'integration');
  return draftIntegration(tools, storedId, input == null ? undefined : changeFields(input));
}

/** The event type of the first trigger, or the first one of its group. */
export const sampleFor = (triggers: readonly string[]): string | undefined =>
  eventTypes.find(({ name }) => triggers[0] !== undefined && triggerMatches(triggers[0], name))?.name;
