import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UpstreamResponse } from '../../src/getty/transport/transport.js';
import { CancellationToken } from '../../src/lib/cancellation.js';
import { ANONYMOUS, callersOwn, get, scope, testTransport } from './support/transport.js';
import { httpUpstream } from './support/upstream.js';

type Who = 'anne' | 'bert' | 'nobody';

const step = fc.record({
  who: fc.constantFrom<Who>('anne', 'bert', 'nobody'),
  path: fc.constantFrom('/v3/images?ids=1', '/v3/images?ids=2', '/v3/products'),
  language: fc.constantFrom('de', 'en'),
  group: fc.constantFrom('search', 'metadata', 'account' as const),
  cache: fc.constantFrom('allowed', 'never' as const),
  action: fc.constantFrom('read', 'read', 'read', 'read', 'forget', 'leave', 'wait' as const),
  /** How long the answer takes, ms; decides how calls interleave. */
  delay: fc.nat(4),
});

describe('responses of different callers', () => {
  it('never mix, however reads interleave, are coalesced, cached, invalidated or cancelled', async () => {
    // Every answer says for whom it was made: for the token that came, the path and the language.
    const upstream = await httpUpstream((request, response) => {
      const { authorization = 'nobody', 'accept-language': language, 'x-delay': delay } = request.headers;
      const body = `${authorization.replace('Bearer ', '')} ${request.url} ${language}`;
      const visibility = request.url?.includes('ids=2') ? 'private, ' : '';
      setTimeout(
        () =>
          response
            .writeHead(200, {
              'cache-control': `${visibility}max-age=60`,
              vary: 'Accept-Language',
              'x-for': body,
            })
            .end(body),
        Number(delay),
      );
    });
    const transport = testTransport({ random: () => 0 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 25 }), async (steps) => {
        const responses: Promise<void>[] = [];
        for (const { who, path, language, group, cache, action, delay } of steps) {
          const policy = who === 'nobody' ? { ...ANONYMOUS, cache } : callersOwn(who, cache);
          if (action === 'forget') transport.invalidate(policy.principal);
          if (action === 'wait') await new Promise((resolve) => setTimeout(resolve, delay));
          const leaving = new CancellationToken();
          const headers = {
            'accept-language': language,
            'x-delay': String(delay),
            ...(who === 'nobody' ? {} : { authorization: `Bearer ${who}` }),
          };
          const read = transport.read(
            get(`${upstream.url}${path}`, { group, headers }),
            policy,
            scope({ cancellation: leaving }),
          );
          const check = (answer: UpstreamResponse): void => {
            const expected = `${who} ${path} ${language}`;
            expect([answer.body, answer.headers['x-for']]).toEqual([expected, expected]);
          };
          responses.push(
            read.then(check, (error: unknown) => expect(error).toMatchObject({ code: 'aborted' })),
          );
          if (action === 'leave') leaving.cancel();
        }
        await Promise.all(responses);
      }),
      { numRuns: 60 },
    );
  });
});
