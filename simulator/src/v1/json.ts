/** A JSON object of which nothing is known yet. */
export type Json = Record<string, unknown>;

/** Tells an object from everything else that JSON may be. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text member. */
export function text(value: Json, name: string): string | undefined {
  const member = value[name];
  return typeof member === 'string' ? member : undefined;
}

/** A member that is an object; an empty one when it is not there. */
export function record(value: Json, name: string): Json {
  const member = value[name];
  return isRecord(member) ? member : {};
}

/** A member that is a list of objects; `undefined` when it is not. */
export function records(value: Json, name: string): Json[] | undefined {
  const member = value[name];
  return Array.isArray(member) && member.every(isRecord) ? member : undefined;
}

/** A member that is a list of texts; an empty one when it is not there. */
export function texts(value: Json, name: string): string[] {
  const member = value[name];
  return Array.isArray(member) ? member.map(String) : [];
}

/** A whole number, also one that came as text. */
export function whole(value: Json, name: string): number | undefined {
  const member = value[name];
  const number = typeof member === 'string' ? Number(member) : member;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}
