import { describe, expect, it } from 'vitest';
import type { Action } from '../properties/support/scenario.js';
import { advance, crashAt, download, fault, runScenario } from '../properties/support/scenario-dsl.js';

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

/** Each of these once lost or repeated a charge; found by the property over random sequences, or by reading. */
describe('download sequences that once failed', () => {
  // The clock of v2's host is known from its first response: by our own clock, which ran ahead, its row was before the sending.
  it('a v2 download is counted by Getty Images’ clock before any v2 response', async () => {
    await runScenario(
      [
        download({ via: 'V2' }),
        fault('spend', 'resetAfterCommit'),
        download({ via: 'V2', key: 1 }),
        advance(135_000),
      ],
      {
        clockSkewMs: -90_000,
      },
    );
  });

  // Another customer's key is another key: the same download was sent, and charged, again.
  it('a garbled customer response does not change the customer of a key', async () => {
    await runScenario(
      [fault('read', 'garbage'), download(), advance(1000), { type: 'crash', replica: 0 }, download()],
      {
        session: 'caller',
      },
    );
  });

  // The host had dated its response when it was done; half of the latency was taken for clock skew.
  it('downloads are counted by Getty Images’ clock although all responses were slow', async () => {
    await runScenario([
      ...Array.from({ length: 4 }, () => fault('read', 'late')),
      fault('spend', 'resetAfterCommit'),
      fault('history', 'late'),
      download(),
      advance(60_000),
      ...Array.from({ length: 4 }, () => fault('read', 'late')),
      fault('history', 'late'),
      download(),
      advance(135_000),
      fault('history', 'late'),
      download(),
      advance(30_000),
    ]);
  });

  // To a process that had just started Getty Images' present was in the future, and not requested.
  it.each([1, 2, 3, 4])(
    'the history is read up to Getty Images’ present before its clock is known (%i)',
    async (seed) => {
      await runScenario(
        [two, advance(1000), { type: 'crash', replica: 0 }, advance(134_000), two, advance(10_000)],
        {
          commitDelayMs: 110_000,
          historyDelayMs: 5000,
          clockSkewMs: 90_000,
          seed,
        },
      );
    },
  );

  // Each read as “never downloaded” once, and after the settling time that sent it again.
  it.each(['garbage', 'gateway404', 'datesMissing'] as const)(
    'a history that is %s does not count as one without the download',
    async (kind) => {
      await runScenario([
        fault('spend', 'resetAfterCommit'),
        fault('history', 'status503'),
        fault('history', 'status503'),
        download(),
        advance(135_000),
        fault('history', kind),
        download(),
        advance(10_000),
      ]);
    },
  );

  // A page that showed less than its total was read as all there is.
  it('a part of the history does not count as the complete history', async () => {
    const noHistory = [fault('history', 'status503'), fault('history', 'status503')];
    const outcomes = await runScenario([
      fault('spend', 'resetAfterCommit'),
      ...noHistory,
      two,
      advance(135_000),
      fault('history', 'rowsMissing'),
      two,
      advance(10_000),
    ]);
    // The window that is short of a row is no history; the assets' own are read instead.
    expect(outcomes.slice(0, 4)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'LINK_LOST', 'LINK_LOST']);
  });

  // The exception ended the operation: the others' links were lost, under keys that no client knew.
  it('an exception in one download leaves the others’ outcomes', async () => {
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
    const [one, other] = await runScenario([fault('spend', 'ourFault'), batch, advance(1000)]);
    expect([one, other].sort()).toEqual(['link', expect.stringContaining('INTERNAL_SERVER_ERROR')]);
  });

  const loses = crashAt('claim', 'before', { kind: 'store-fails' });

  // A key generated while the store was away was unknown to the store when it was back, and charged again.
  it('a key generated while the store was away is found again', async () => {
    await runScenario([loses, download({ key: null }), advance(1000)]);
    await runScenario([loses, fault('spend', 'resetAfterCommit'), download({ key: null }), advance(1000)]);
  });

  it('a download that another process sent while the store was away is not sent again', async () => {
    await runScenario([loses, fault('spend', 'hangAfterCommit'), download({ key: null }), advance(20_000)], {
      replicas: 2,
    });
  });

  // The key of an undelivered result was treated as a new one when the store failed at its claim.
  it('an undelivered key is not downloaded again', async () => {
    await runScenario([
      { ...download({ key: null }), leavesAfterMs: 0 } as Action,
      advance(1000),
      crashAt('claim', 'before', { kind: 'store-fails' }),
      download({ key: null }),
      advance(1000),
      download({ key: null }),
    ]);
  });

  // Given up after three tries in a row, whatever was to be written; now it is written when the store is back.
  it.each([
    ['settle', [], ['link', 'replay']],
    ['release', [fault('spend', 'status429')], [expect.stringContaining('RATE_LIMITED'), 'link']],
    ['lose', [fault('spend', 'resetAfterCommit')], ['LINK_LOST', 'LINK_LOST']],
  ] as const)('an outcome that the store rejected is recorded later (%s)', async (step, faults, outcomes) => {
    const fails = ['before', 'after', 'before', 'before'] as const;
    const mishaps = fails.map((phase) => crashAt(step, phase, { kind: 'store-fails' }));
    const [first, second] = await runScenario([
      ...mishaps,
      ...faults,
      download(),
      advance(4000),
      download(),
      advance(1000),
    ]);
    expect([first, second]).toEqual(outcomes);
  });
});
