import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DateTimeScalar, UrlScalar } from '../../../schema/scalars.js';

/** The error of a scalar for a rejected value: message and code. */
function refusal(parse: () => unknown): { message: string; code: unknown } {
  try {
    parse();
  } catch (error) {
    if (error instanceof GraphQLError) return { message: error.message, code: error.extensions['code'] };
    throw error;
  }
  throw new Error('it was taken');
}

const string = (value: string): ValueNode => ({ kind: Kind.STRING, value });

describe('DateTime as input', () => {
  it.each([
    ['2026-05-04T09:30:00Z', '2026-05-04T09:30:00.000Z'],
    ['2026-05-04T11:30:00+02:00', '2026-05-04T09:30:00.000Z'],
    ['2026-05-04T00:30:00-09:30', '2026-05-04T10:00:00.000Z'],
    ['2026-05-04T09:30:00.5Z', '2026-05-04T09:30:00.500Z'],
    ['2026-05-04T09:30:00.123456789Z', '2026-05-04T09:30:00.123Z'],
    ['2026-05-04t09:30:00z', '2026-05-04T09:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['2026-12-31T23:59:59+00:00', '2026-12-31T23:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('DateTime input %s is %s', (text, moment) => {
    expect(DateTimeScalar.parseValue(text).toISOString()).toBe(moment);
    expect(DateTimeScalar.parseLiteral(string(text)).toISOString()).toBe(moment);
  });

  it.each([
    ['2026-05-04T09:30:00', /no offset.*add one, e\.g\. "2026-05-04T09:30:00Z"/],
    ['2026-05-04T09:30:00.123', /no offset/],
    ['2026-05-04', /not an RFC 3339 date and time; write one such as/],
    ['2026-05-04 09:30:00Z', /not an RFC 3339/],
    ['2026-05-04T09:30Z', /not an RFC 3339/],
    ['2026-05-04T09:30:00+0200', /not an RFC 3339/],
    ['2026-05-04T09:30:00 Z', /not an RFC 3339/],
    ['', /not an RFC 3339/],
    ['yesterday', /not an RFC 3339/],
    ['2026-02-29T00:00:00Z', /not on the calendar or clock/],
    ['1900-02-29T00:00:00Z', /not on the calendar or clock/],
    ['2026-04-31T00:00:00Z', /not on the calendar or clock/],
    ['2026-13-01T00:00:00Z', /not on the calendar or clock/],
    ['2026-00-01T00:00:00Z', /not on the calendar or clock/],
    ['2026-01-00T00:00:00Z', /not on the calendar or clock/],
    ['2026-01-01T24:00:00Z', /not on the calendar or clock/],
    ['2026-01-01T00:60:00Z', /not on the calendar or clock/],
    ['2026-01-01T00:00:60Z', /not on the calendar or clock/],
    ['2026-01-01T00:00:00+24:00', /not on the calendar or clock/],
    ['2026-01-01T00:00:00+01:60', /not on the calendar or clock/],
  ])('DateTime input %j is refused with a valid example', (text, message) => {
    for (const parse of [
      () => DateTimeScalar.parseValue(text),
      () => DateTimeScalar.parseLiteral(string(text)),
    ]) {
      expect(refusal(parse)).toEqual({ message: expect.stringMatching(message), code: 'BAD_USER_INPUT' });
    }
  });

  it.each([1_777_887_000_000, true, null, {}, [], new Date(Number.NaN)])(
    'DateTime input %j, which is no string, is refused',
    (value) => {
      expect(refusal(() => DateTimeScalar.parseValue(value))).toEqual({
        message: 'DateTime is a string such as "2026-05-04T09:30:00Z".',
        code: 'BAD_USER_INPUT',
      });
    },
  );

  it('DateTime refuses a number literal and shows it', () => {
    const parse = () => DateTimeScalar.parseLiteral({ kind: Kind.INT, value: '1777887000' });
    expect(refusal(parse)).toEqual({
      message: expect.stringContaining('not 1777887000'),
      code: 'BAD_USER_INPUT',
    });
  });

  it('DateTime quotes only the beginning of a long string', () => {
    expect(refusal(() => DateTimeScalar.parseValue('x'.repeat(10_000))).message.length).toBeLessThan(200);
  });
});

describe('DateTime as output', () => {
  it.each([
    [new Date('2026-05-04T09:30:00Z'), '2026-05-04T09:30:00.000Z'],
    ['2026-05-04T09:30:00Z', '2026-05-04T09:30:00.000Z'],
    ['2026-05-04T11:30:00.25+02:00', '2026-05-04T09:30:00.250Z'],
  ])('DateTime output of %j is %s', (value, text) => {
    expect(DateTimeScalar.serialize(value)).toBe(text);
  });

  it.each([new Date(Number.NaN), 'soon', 0, {}])('DateTime output of %j is an internal error', (value) => {
    expect(() => DateTimeScalar.serialize(value)).toThrow(TypeError);
  });
});

describe('URL', () => {
  it.each([
    'https://delivery.gettyimages.com/xa/1.jpg?v=1&c=IWSAsset&k=2&d=A%2fB+c&e=',
    'http://localhost:4000/',
    'https://bücher.example/ä b',
    'HTTPS://EXAMPLE.COM',
  ])('URL keeps %s unchanged', (url) => {
    expect(UrlScalar.parseValue(url)).toBe(url);
    expect(UrlScalar.parseLiteral(string(url))).toBe(url);
    expect(UrlScalar.serialize(url)).toBe(url);
  });

  it.each([
    '',
    '/path',
    'example.com',
    '//example.com/a',
    'ftp://example.com/',
    'javascript:alert(1)',
    'https://',
  ])('URL refuses %j', (text) => {
    for (const parse of [() => UrlScalar.parseValue(text), () => UrlScalar.parseLiteral(string(text))]) {
      expect(refusal(parse)).toEqual({
        message: expect.stringMatching(/not an absolute http or https URL; write one such as/),
        code: 'BAD_USER_INPUT',
      });
    }
  });

  it.each([1, null, {}])('URL refuses %j, which is no string', (value) => {
    expect(refusal(() => UrlScalar.parseValue(value)).code).toBe('BAD_USER_INPUT');
    expect(refusal(() => UrlScalar.parseLiteral({ kind: Kind.NULL })).code).toBe('BAD_USER_INPUT');
  });

  it('URL output accepts every string, so that no paid link is lost', () => {
    expect(UrlScalar.serialize('not a url at all')).toBe('not a url at all');
    expect(UrlScalar.serialize(new URL('https://example.com/a'))).toBe('https://example.com/a');
  });
});

describe('DateTime and URL', () => {
  it.each([
    ['DateTime', DateTimeScalar, 'https://scalars.graphql.org/andimarek/date-time.html'],
    ['URL', UrlScalar, 'https://url.spec.whatwg.org/'],
  ])('%s has specifiedBy', (name, scalar, url) => {
    expect(scalar.name).toBe(name);
    expect(scalar.specifiedByURL).toBe(url);
  });
});
