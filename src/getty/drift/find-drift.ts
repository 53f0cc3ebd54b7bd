import { isRecord } from './is-record.js';
import { type Kind, OPERATIONS, SHAPES } from './known-shapes.js';

/** How a response differs from what is documented; the metric's label. */
export type DriftKind =
  | 'unknown_field'
  | 'missing_field'
  | 'type'
  | 'enum_value'
  | 'error_code'
  | 'status'
  | 'not_json';

/** One difference. */
export interface Drift {
  readonly kind: DriftKind;
  /** Where: field names joined by dots, `[]` for any item of a list; for codes and statuses the value itself. */
  readonly path: string;
}

/** Differences looked for in one response; more say nothing new. */
const MAX_DRIFTS = 20;
/** Items of one list that are examined: those of a page are alike. */
const MAX_ITEMS = 10;
/** Codes and new words are few and short; anything longer is a sentence and may name a person. */
const WORD = /^[\w.-]{1,48}$/;

const word = (value: string): string => (WORD.test(value) ? value : '(text)');

/** Type of a value in words. */
const typeOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' ||
  (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));

/** Finds differences between a successful body and what is documented for its operation. Pure; never throws. */
export function findDrift(operation: string, body: unknown): readonly Drift[] {
  const type = OPERATIONS.get(operation);
  if (type === undefined) return [];
  const found: Drift[] = [];
  compareObject(body, type, '', found);
  return found;
}

function add(found: Drift[], kind: DriftKind, path: string): void {
  if (found.length < MAX_DRIFTS && !found.some((one) => one.kind === kind && one.path === path))
    found.push({ kind, path });
}

function compareObject(value: unknown, type: string, path: string, found: Drift[]): void {
  if (!isRecord(value)) {
    add(found, 'type', `${path || 'body'}: ${typeOf(value)} for object`);
    return;
  }
  const shape = SHAPES.get(type);
  if (shape === undefined) return;
  const prefix = path === '' ? '' : `${path}.`;
  for (const name of shape.required)
    if (!Object.hasOwn(value, name) || value[name] === null) add(found, 'missing_field', `${prefix}${name}`);
  for (const name of Object.keys(value)) {
    const kind = shape.fields.get(name);
    if (kind === undefined) add(found, 'unknown_field', `${prefix}${word(name)}`);
    else compareValue(value[name], kind, `${prefix}${name}`, found);
  }
}

function compareValue(value: unknown, kind: Kind, path: string, found: Drift[]): void {
  if (value === null || value === undefined) return;
  const differs = (expected: string): void => add(found, 'type', `${path}: ${typeOf(value)} for ${expected}`);
  switch (kind.is) {
    case 'any':
      return;
    case 'text':
      if (typeof value !== 'string') differs('text');
      return;
    case 'number':
      if (!isNumber(value)) differs('number');
      return;
    case 'id':
      if (typeof value !== 'string' && typeof value !== 'number') differs('id');
      return;
    case 'boolean':
      if (typeof value !== 'boolean') differs('boolean');
      return;
    case 'word':
      if (typeof value !== 'string') differs('text');
      else if (!kind.words.has(value.toLowerCase())) add(found, 'enum_value', `${path}=${word(value)}`);
      return;
    case 'list':
      if (!Array.isArray(value)) differs('list');
      else for (const item of value.slice(0, MAX_ITEMS)) compareValue(item, kind.of, `${path}[]`, found);
      return;
    case 'object':
      compareObject(value, kind.type, path, found);
      return;
    default:
      kind satisfies never;
  }
}
