import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIsoFormatter } from '../../../src/lib/iso-time-formatter.js';

const isoTime = createIsoFormatter();

describe('ISO times', () => {
  it('a formatted time equals that of Date, whatever was formatted before', () => {
    const moments = fc.array(fc.integer({ min: -8.64e15, max: 8.64e15 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(moments, fc.nat({ max: 3000 }), (all, later) => {
        for (const at of all)
          for (const moment of [at, Math.min(at + later, 8.64e15)])
            expect(isoTime(moment)).toBe(new Date(moment).toISOString());
      }),
    );
  });

  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [999.9, '1970-01-01T00:00:00.999Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [253_402_300_800_000, '+010000-01-01T00:00:00.000Z'],
  ])('the time %d is %s', (at, text) => {
    expect(isoTime(at)).toBe(text);
  });

  it('an invalid time throws, as Date does', () => {
    expect(() => isoTime(Number.NaN)).toThrow(RangeError);
    expect(() => isoTime(8.64e15 + 1000)).toThrow(RangeError);
  });
});
