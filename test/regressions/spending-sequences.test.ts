import { describe, it } from 'vitest';
import { asks, pass, spoils, tell } from '../properties/support/told.js';

/** Each of these once cost somebody a download; found by the property over random sequences, or by reading. */
describe('spending, in sequences that went wrong', () => {
  // v2's host is first heard when it answers: by our own clock, which ran ahead, its row lay before the sending.
  it('counts a v2 download by Getty Images’ clock although v2 was never heard before', async () => {
    await tell(
      [asks({ via: 'V2' }), spoils('spend', 'resetAfterCommit'), asks({ via: 'V2', key: 1 }), pass(135_000)],
      {
        clockSkewMs: -90_000,
      },
    );
  });

  // Another customer's key is another key: the same download was sent, and charged, again.
  it('does not take a garbled answer about the customer for another customer', async () => {
    await tell([spoils('read', 'garbage'), asks(), pass(1000), { type: 'crash', replica: 0 }, asks()], {
      session: 'caller',
    });
  });

  // Each read as “never downloaded” once, and after the settling time that sent it again.
  it.each(['garbage', 'gateway404', 'datesMissing'] as const)(
    'does not take a history that is %s for one without the download',
    async (kind) => {
      await tell([
        spoils('spend', 'resetAfterCommit'),
        spoils('history', 'status503'),
        spoils('history', 'status503'),
        asks(),
        pass(135_000),
        spoils('history', kind),
        asks(),
        pass(10_000),
      ]);
    },
  );
});
