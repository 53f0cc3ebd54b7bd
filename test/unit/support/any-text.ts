import fc from 'fast-check';

/** Texts of every sort: readable ones, what looks like base64, and UTF-16 units at random, halves of pairs included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.base64String(),
  fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
);
