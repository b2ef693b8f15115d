// UUIDv7 ids begin with the millisecond in which they were made.

/** When an id was made. */
export const timeOfId = (id: string) => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));

/** Not after any id that is made at this time or later, and after all that were made before. */
export function firstIdAt(time: Date): string {
  const millisecond = Math.max(0, Math.ceil(time.getTime())).toString(16).padStart(12, '0');
  return `${millisecond.slice(0, 8)}-${millisecond.slice(8)}-0000-0000-000000000000`;
}
