import { asRecord } from '../decode.js';

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  asRecord(value) !== null;
