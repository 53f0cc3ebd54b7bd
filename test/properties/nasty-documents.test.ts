import { type DocumentNode, getOperationAST, Kind, parse, type SelectionSetNode, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../schema/build.js';
import { NASTY_KINDS, type NastyDocument, nastyDocuments } from '../../scripts/nasty-documents.js';
import { readConfig } from '../../src/config/read-config.js';
import { computeCachePolicy } from '../../src/graphql/cache-policy.js';
import { admissionRefusal } from '../../src/graphql/cost/document-limits.js';
import { estimateCost } from '../../src/graphql/cost/estimate.js';
import { comparisonsOf, MAX_COMPARISONS } from '../../src/lib/documents/comparisons.js';
import {
  MAX_EXPANDED_SELECTIONS,
  measureDocument,
  nestingRefusal,
} from '../../src/lib/documents/document-size.js';
import { fragmentsOf } from '../../src/lib/documents/selections.js';
import { seeded } from './support/random.js';

/** More of them: `NASTY_ROUNDS=50 NASTY_SEED=7 npx vitest run test/properties/nasty-documents.test.ts`. */
const ROUNDS = Number(process.env['NASTY_ROUNDS'] ?? 6);
const SEED = Number(process.env['NASTY_SEED'] ?? 1);

/** Steps that a walk may take for each selection of a document once its fragments are spread. */
const STEPS_PER_SELECTION = 4;

const schema = buildGraphSchema();
const { limits } = readConfig({ NODE_ENV: 'test' }).graphql;

const take = function* (rounds: number, seed: number): Generator<NastyDocument> {
  let left = rounds * NASTY_KINDS;
  for (const one of nastyDocuments(seeded(seed))) {
    if (left === 0) return;
    left -= 1;
    yield one;
  }
};

/** Counts every selection that any walk reads. */
const counting = (document: DocumentNode): { readonly steps: () => number } => {
  let steps = 0;
  visit(document, {
    [Kind.SELECTION_SET]: (set: SelectionSetNode) => {
      const { selections } = set;
      Object.defineProperty(set, 'selections', {
        get: () => {
          steps += selections.length;
          return selections;
        },
      });
    },
  });
  steps = 0; // the visit above read them, too
  return { steps: () => steps };
};

/** Selections as they are written. */
const written = (document: DocumentNode): number => {
  let count = 0;
  visit(document, {
    [Kind.SELECTION_SET]: ({ selections }: SelectionSetNode) => {
      count += selections.length;
    },
  });
  return count;
};

const parsed = (text: string): DocumentNode | null => {
  if (nestingRefusal(text) !== null) return null;
  try {
    return parse(text, { maxTokens: limits.maxTokens });
  } catch {
    return null;
  }
};

/**
 * Steps are counted, not milliseconds: those are measured by `scripts/measure-documents.mjs`, alone on a machine.
 */
describe(`hostile documents, ${ROUNDS} of each kind from seed ${SEED}`, () => {
  it('hostile documents are measured in time linear in their length', () => {
    let measured = 0;
    for (const { kind, text } of take(ROUNDS, SEED)) {
      const document = parsed(text);
      if (document === null) continue;
      const size = written(document);
      const { steps } = counting(document);
      measureDocument(document);
      // Once to measure; and, where few enough are left once fragments are spread, once to count comparisons.
      expect(steps(), `${kind}\n${text.slice(0, 300)}`).toBeLessThanOrEqual(
        size + 2 * MAX_EXPANDED_SELECTIONS,
      );
      measured += 1;
    }
    expect(measured).toBeGreaterThan(NASTY_KINDS);
  });

  it('admitted documents are walked in time linear in their selections', () => {
    const outcomes = { admitted: 0, refused: 0 };
    for (const { kind, text } of take(ROUNDS, SEED)) {
      if (admissionRefusal(text, limits) !== null) {
        outcomes.refused += 1;
        continue;
      }
      outcomes.admitted += 1;
      const document = parse(text);
      const [operation] = measureDocument(document).operations.keys();
      const known = operation && measureDocument(document).operations.get(operation);
      expect(operation && getOperationAST(document, operation.name?.value)).toBe(operation);
      if (operation === undefined || known === undefined) continue;
      expect(known.selections).toBeLessThanOrEqual(MAX_EXPANDED_SELECTIONS);
      expect(comparisonsOf(operation.selectionSet, fragmentsOf(document))).toBeLessThanOrEqual(
        MAX_COMPARISONS,
      );
      const { steps } = counting(document);
      estimateCost(schema, document, operation, {});
      computeCachePolicy(schema, document, operation);
      expect(steps(), `${kind}\n${text.slice(0, 300)}`).toBeLessThanOrEqual(
        STEPS_PER_SELECTION * known.selections + 10,
      );
    }
    // Enough of both, or the property would say little.
    expect(outcomes.admitted).toBeGreaterThan(ROUNDS);
    expect(outcomes.refused).toBeGreaterThan(ROUNDS);
  });
});
