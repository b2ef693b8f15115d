// The event that a draft is tried with: the sample of a type, or a stored one.

export type PickedEvent =
  | { readonly eventType: string; readonly eventId?: undefined }
  | { readonly eventId: string; readonly eventType?: undefined }
  | { readonly eventId?: undefined; readonly eventType?: undefined };

/** As an option of a select. */
export const valueOfPicked = ({ eventType, eventId }: PickedEvent): string =>
  eventId === undefined ? (eventType ?? '') : `id:${eventId}`;

export const pickedOfValue = (value: string): PickedEvent =>
  value.startsWith('id:') ? { eventId: value.slice(3) } : { eventType: value };
