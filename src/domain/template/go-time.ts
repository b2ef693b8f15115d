/** Go's time layouts ("2006-01-02T15:04:05Z07:00"): writing instants with them. Pure: the zone is given, the
 *  clock is nobody's business here. */
import { Failure } from './template-error.ts';

export const PIECES =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|Z07:00|Z0700|Z07|-07:00|-0700|-07|[.,]0+(?!\d)|[.,]9+(?!\d)|002|__2|01|02|03|04|05|06|15|PM|pm|_2(?!006)|1|2|3|4|5/g;
export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
export const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

type Fields = {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
  /** Minutes east of Greenwich. */
  offset: number;
  zone: string;
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** `zone` is an IANA name or UTC; an unknown one is an error. */
function fieldsIn(ms: number, zone: string): Fields {
  const offset = zone === 'UTC' ? 0 : offsetOf(ms, zone);
  const local = new Date(ms + offset * 60_000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth(),
    day: local.getUTCDate(),
    weekday: local.getUTCDay(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    offset,
    zone: zone === 'UTC' ? 'UTC' : zoneName(ms, zone),
  };
}

function formatterFor(zone: string, timeZoneName: 'longOffset' | 'short'): Intl.DateTimeFormat {
  const key = `${timeZoneName} ${zone}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    try {
      formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName });
    } catch {
      throw new Failure(`unknown time zone ${zone}`);
    }
    if (formatters.size < 100) formatters.set(key, formatter);
  }
  return formatter;
}

function offsetOf(ms: number, zone: string): number {
  const parts = formatterFor(zone, 'longOffset').formatToParts(ms);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

function zoneName(ms: number, zone: string): string {
  const name =
    formatterFor(zone, 'short')
      .formatToParts(ms)
      .find((part) => part.type === 'timeZoneName')?.value ?? zone;
  return name.startsWith('GMT') && name !== 'GMT' ? offsetText(offsetOf(ms, zone), '') : name;
}

function offsetText(offset: number, colon: string): string {
  const size = Math.abs(offset);
  const minutes = `${colon}${two(size % 60)}`;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${minutes}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

export function formatTime(ms: number, layout: string, zone: string): string {
  if (!Number.isFinite(new Date(ms).getTime())) throw new Failure('time out of range');
  const f = fieldsIn(ms, zone);
  const millis = String(((ms % 1000) + 1000) % 1000).padStart(3, '0');
  return layout.replace(PIECES, (piece) => writePiece(piece, f, millis));
}

function writePiece(piece: string, f: Fields, millis: string): string {
  if (/^[.,]0/.test(piece)) return piece.charAt(0) + millis.padEnd(9, '0').slice(0, piece.length - 1);
  if (/^[.,]9/.test(piece)) {
    const digits = millis
      .padEnd(9, '0')
      .slice(0, piece.length - 1)
      .replace(/0+$/, '');
    return digits ? piece.charAt(0) + digits : '';
  }
  const hour12 = f.hour % 12 || 12;
  switch (piece) {
    case 'January':
      return MONTHS[f.month] ?? '';
    case 'Jan':
      return (MONTHS[f.month] ?? '').slice(0, 3);
    case 'Monday':
      return DAYS[f.weekday] ?? '';
    case 'Mon':
      return (DAYS[f.weekday] ?? '').slice(0, 3);
    case 'MST':
      return f.zone;
    case '2006':
      return String(f.year).padStart(4, '0');
    case '06':
      return two(f.year % 100);
    case '01':
      return two(f.month + 1);
    case '1':
      return String(f.month + 1);
    case '02':
      return two(f.day);
    case '_2':
      return String(f.day).padStart(2, ' ');
    case '2':
      return String(f.day);
    case '002':
      return dayOfYear(f).padStart(3, '0');
    case '__2':
      return dayOfYear(f).padStart(3, ' ');
    case '15':
      return two(f.hour);
    case '03':
      return two(hour12);
    case '3':
      return String(hour12);
    case '04':
      return two(f.minute);
    case '4':
      return String(f.minute);
    case '05':
      return two(f.second);
    case '5':
      return String(f.second);
    case 'PM':
      return f.hour < 12 ? 'AM' : 'PM';
    case 'pm':
      return f.hour < 12 ? 'am' : 'pm';
    default:
      return writeOffset(piece, f.offset);
  }
}

function dayOfYear(f: Fields): string {
  return String((Date.UTC(f.year, f.month, f.day) - Date.UTC(f.year, 0, 1)) / 86_400_000 + 1);
}

function writeOffset(piece: string, offset: number): string {
  if (piece.startsWith('Z') && offset === 0) return 'Z';
  const text = offsetText(offset, piece.includes(':') ? ':' : '');
  return piece.length === 3 ? text.slice(0, 3) : text;
}
