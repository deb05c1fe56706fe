import { makeStorable } from './make-well-formed.ts';

/**
 * Name under which a field called `__proto__` is kept. Under its own name it would change the prototype of the first
 * careless copy, and zod's records drop it, so it would be lost.
 */
export const renamedProto = '__proto__ (renamed)';

/**
 * Copies a parsed JSON value: strings become storable, `__proto__` becomes an ordinary name, the rest stays as it
 * is. Recursive: nesting has been limited before.
 */
function copySafely(value: unknown): unknown {
  if (typeof value === 'string') return makeStorable(value);
  if (Array.isArray(value)) return value.map(copySafely);
  if (typeof value !== 'object' || value === null) return value;
  return keepExtra(Object.entries(value));
}

/** Builds the record of fields that Signalbox does not know; safe to copy, merge, serialise and store. */
export function keepExtra(fields: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const extra: Record<string, unknown> = {};
  for (const [name, value] of fields) {
    extra[name === '__proto__' ? renamedProto : makeStorable(name)] = copySafely(value);
  }
  return extra;
}
