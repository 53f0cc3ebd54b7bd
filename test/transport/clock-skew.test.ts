import { describe, expect, it } from 'vitest';
import { ClockSkews, medianSkew, skewSample } from '../../src/getty/transport/clock-skew.js';
import { ANONYMOUS, get, scope, testTransport } from './support/transport.js';
import { httpUpstream } from './support/upstream.js';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const date = (ms: number): { date: string } => ({ date: new Date(ms).toUTCString() });

describe('the clock of another host', () => {
  it('is estimated at the middle of the round trip, half a second after its truncated `Date`', () => {
    expect(skewSample(date(NOON), NOON, NOON + 1000)).toBe(0);
    expect(skewSample(date(NOON + 60_000), NOON + 400, NOON + 600)).toBe(60_000);
    expect(skewSample(date(NOON - 5000), NOON + 400, NOON + 600)).toBe(-5000);
  });

  it('is estimated through a cache by `Age`', () => {
    expect(skewSample({ ...date(NOON - 3_600_000), age: '3600' }, NOON + 400, NOON + 600)).toBe(0);
  });

  it.each([{}, { date: 'soon' }, { ...date(NOON), age: 'old' }])(
    'is unknown from the headers %j',
    (headers) => {
      expect(skewSample(headers, NOON, NOON)).toBeNull();
    },
  );

  it('is the median of several samples', () => {
    expect(medianSkew([])).toBe(0);
    expect(medianSkew([5])).toBe(5);
    expect(medianSkew([10, -90_000, 30, 20, 5000])).toBe(20);
  });

  it('is estimated per host, from the last nine samples, one a second', () => {
    const skews = new ClockSkews();
    expect(skews.get('api.example')).toBe(0);
    for (let i = 0; i < 20; i += 1)
      skews.record('api.example', date(NOON + i * 1000 + 7000), NOON + i * 1000 + 500, NOON + i * 1000 + 500);
    skews.record('api.example', date(0), NOON + 19_600, NOON + 19_600);
    expect(skews.get('api.example')).toBe(7000);
    expect(skews.get('other.example')).toBe(0);
    for (let i = 20; i < 26; i += 1)
      skews.record('api.example', date(NOON + i * 1000), NOON + i * 1000 + 500, NOON + i * 1000 + 500);
    expect(skews.get('api.example')).toBe(0);
  });

  it('is sampled from responses', async () => {
    const upstream = await httpUpstream((_request, response) => {
      response.setHeader('date', new Date(Date.now() + 90_000).toUTCString());
      response.end('{}');
    });
    const transport = testTransport();
    expect(transport.clockSkewMs(upstream.host)).toBe(0);
    await transport.read(get(`${upstream.url}/a`), ANONYMOUS, scope());
    expect(Math.abs(transport.clockSkewMs(upstream.host) - 90_000)).toBeLessThan(1000);
  });
});
