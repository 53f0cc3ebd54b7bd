import { describe, expect, it } from 'vitest';
import { historyRange } from '../../src/catalog/history/history-range.js';

describe('a history filter', () => {
  // The end was cut to its second before the two were compared, and the beginning after.
  it('a history filter may begin and end within one second', () => {
    const filter = { from: new Date('2026-01-01T00:00:00.250Z'), to: new Date('2026-01-01T00:00:00.750Z') };
    expect(historyRange(filter, Date.parse('2026-05-01T00:00:00Z'))).toEqual({
      from: new Date('2026-01-01T00:00:00Z'),
      to: new Date('2026-01-01T00:00:00Z'),
    });
  });
});
