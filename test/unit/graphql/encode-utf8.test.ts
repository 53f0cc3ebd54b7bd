import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../src/graphql/fast-path.js';

describe('encodeUtf8', () => {
  it('encoded bytes are UTF-8 and unchanged by later calls', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 50 }),
      fc.constantFrom('', 'é', '’', '🐈', '\ud800', 'a'.repeat(40_000), '猫'.repeat(50_000)),
    );
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 30 }), (texts) => {
        const written = texts.map((text) => encodeUtf8(text));
        for (const [index, text] of texts.entries())
          expect(written[index]?.equals(Buffer.from(text, 'utf8'))).toBe(true);
      }),
    );
  });
});
