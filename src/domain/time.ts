// Times as clients write them.

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Reads RFC 3339, to the millisecond. Undefined for anything else, and for days that no calendar has. */
export function readTime(text: string): Date | undefined {
  const parts = rfc3339.exec(text);
  if (!parts) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const time = new Date(text.replace(' ', 'T'));
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return year > 0 && day <= daysInMonth && Number(parts[4]) < 24 && !Number.isNaN(time.getTime()) ? time : undefined;
}
