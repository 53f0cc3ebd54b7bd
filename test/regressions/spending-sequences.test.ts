import { describe, expect, it } from 'vitest';
import type { Action } from '../properties/support/scenario.js';
import { asks, befalls, pass, spoils, tell } from '../properties/support/told.js';

/** One operation with two downloads of one asset, each under a key of its own. */
const two: Action = {
  type: 'download',
  asks: [0, 1].map((key) => ({ key, asset: 0, via: null, isOther: false })),
  copies: 1,
  replica: 0,
  patienceMs: 30_000,
  leavesAfterMs: null,
  person: 0,
};

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

  // The host had dated its answer when it was done; half of the waiting was taken for its clock running ahead.
  it('counts by Getty Images’ clock although all it heard of it came slowly', async () => {
    await tell([
      ...Array.from({ length: 4 }, () => spoils('read', 'late')),
      spoils('spend', 'resetAfterCommit'),
      spoils('history', 'late'),
      asks(),
      pass(60_000),
      ...Array.from({ length: 4 }, () => spoils('read', 'late')),
      spoils('history', 'late'),
      asks(),
      pass(135_000),
      spoils('history', 'late'),
      asks(),
      pass(30_000),
    ]);
  });

  // To a process that had just started Getty Images' present lay in the future, and was not asked for.
  it.each([1, 2, 3, 4])(
    'reads the history up to Getty Images’ present before it has heard its clock (%i)',
    async (seed) => {
      await tell([two, pass(1000), { type: 'crash', replica: 0 }, pass(134_000), two, pass(10_000)], {
        commitDelayMs: 110_000,
        historyDelayMs: 5000,
        clockSkewMs: 90_000,
        seed,
      });
    },
  );

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

  // A page that showed less than its total was read as all there is.
  it('does not take a part of the history for the whole of it', async () => {
    const noHistory = [spoils('history', 'status503'), spoils('history', 'status503')];
    const told = await tell([
      spoils('spend', 'resetAfterCommit'),
      ...noHistory,
      two,
      pass(135_000),
      spoils('history', 'rowsMissing'),
      two,
      pass(10_000),
    ]);
    // The window that is short of a row is no history; the assets' own are read instead.
    expect(told.slice(0, 4)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'LINK_LOST', 'LINK_LOST']);
  });

  // It threw everything: the links of the others went to nobody, under keys that nobody was told.
  it('gives the other downloads of an operation their ends when it fails itself in one of them', async () => {
    const batch: Action = {
      type: 'download',
      asks: [
        { key: null, asset: 0, via: 'V3', isOther: false },
        { key: null, asset: 1, via: 'V3', isOther: false },
      ],
      copies: 1,
      replica: 0,
      patienceMs: 30_000,
      leavesAfterMs: null,
      person: 0,
    };
    const [one, other] = await tell([spoils('spend', 'ourFault'), batch, pass(1000)]);
    expect([one, other].sort()).toEqual(['link', expect.stringContaining('INTERNAL_SERVER_ERROR')]);
  });

  const loses = befalls('claim', 'before', { kind: 'store-fails' });

  // Made while the store was lost, told to the client, asked for when the store was back: it knew nothing, and paid.
  it('finds a key again that was made while the store was lost', async () => {
    await tell([loses, asks({ key: null }), pass(1000)]);
    await tell([loses, spoils('spend', 'resetAfterCommit'), asks({ key: null }), pass(1000)]);
  });

  it('does not send again what another process sent while the store was lost', async () => {
    await tell([loses, spoils('spend', 'hangAfterCommit'), asks({ key: null }), pass(20_000)], {
      replicas: 2,
    });
  });

  // The key of an answer that nobody got was treated as a new one when the store failed at its claim.
  it('does not download again under a key that was kept for a client who had gone', async () => {
    await tell([
      { ...asks({ key: null }), leavesAfterMs: 0 } as Action,
      pass(1000),
      befalls('claim', 'before', { kind: 'store-fails' }),
      asks({ key: null }),
      pass(1000),
      asks({ key: null }),
    ]);
  });

  // Given up after three tries in a row, whatever was to be written; now it is written when the store is back.
  it.each([
    ['settle', [], ['link', 'replay']],
    ['release', [spoils('spend', 'status429')], [expect.stringContaining('RATE_LIMITED'), 'link']],
    ['lose', [spoils('spend', 'resetAfterCommit')], ['LINK_LOST', 'LINK_LOST']],
  ] as const)('writes down later what the store did not take at once (%s)', async (step, faults, told) => {
    const fails = ['before', 'after', 'before', 'before'] as const;
    const mishaps = fails.map((phase) => befalls(step, phase, { kind: 'store-fails' }));
    const [first, second] = await tell([...mishaps, ...faults, asks(), pass(4000), asks(), pass(1000)]);
    expect([first, second]).toEqual(told);
  });
});
