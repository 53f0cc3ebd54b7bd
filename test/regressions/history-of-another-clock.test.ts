import { afterEach, describe, expect, it } from 'vitest';
import { DownloadImageDocument } from '../generated/graphql.js';
import { dataOf, defined, MovableClock, type Service, startService } from '../support/service.js';

let service: Service;
afterEach(() => service.close());

// A row dated two seconds or more before the sending was not counted: the key was sent again, and paid twice.
describe.each([-240_000, -60_000, -3000, 0, 60_000, 240_000])(
  'a history that is dated %i ms off the clock of `Date` headers',
  (historySkewMs) => {
    it.each(['V3', 'V2', 'V1'] as const)('a lost download of %s is never charged twice', async (via) => {
      const clock = new MovableClock();
      service = await startService({
        clock,
        simulator: { cacheHeaders: false, historySkewMs, clockSkewMs: 40_000 },
      });
      const imageId = defined(service.simulator.imagesFitting('plenty', 'easyaccess', 1)[0]);
      service.simulator.inject({
        operation: /^POST \/v[23]\/download|CreateDownloadRequest/,
        kind: 'resetAfterCommit',
      });
      const download = async () => {
        const input = { imageId, idempotencyKey: 'skewed', via };
        return defined(dataOf(await service.query(DownloadImageDocument, { input })).downloadImage);
      };
      const codes: (string | undefined)[] = [];
      for (const pauseMs of [0, 4000, 131_000, 600_000, 3_600_000]) {
        clock.advance(pauseMs);
        const { userErrors, download: link } = await download();
        expect(link).toBeNull();
        codes.push(userErrors[0]?.code);
      }
      // A row from before the sending leaves a doubt; one after it is the charge.
      const expected = historySkewMs < -2000 ? 'OUTCOME_UNKNOWN' : 'LINK_LOST';
      expect([...new Set(codes)]).toEqual([expected]);
      expect(service.simulator.charges).toHaveLength(1);
    });
  },
);
