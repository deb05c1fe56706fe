/** PostgreSQL stores neither NUL nor half a surrogate pair; both become U+FFFD. Applied alike to what is written and sought. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

/** A JSON value as text for a jsonb column. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'string' ? storable(inner) : inner));
}
