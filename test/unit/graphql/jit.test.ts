import { type DocumentNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { isWorthCompiling, OperationCompiler, savedBy } from '../../../src/graphql/jit.js';
import { defined } from '../../support/service.js';

const schema = buildGraphSchema();
const operationsIn = (document: DocumentNode): OperationDefinitionNode[] =>
  document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);

/** Meets an operation until it is compiled; the compiler itself is loaded on demand. */
const compiled = async (
  operations: OperationCompiler,
  text: string,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Promise<void> => {
  const name = operation.name?.value;
  const met = { text, name, document, operation, nodes: 30 };
  await expect.poll(() => operations.meet(met), { interval: 1, timeout: 10_000 }).not.toBeNull();
};

describe('compiled operations', () => {
  it.each<[string, number, number, boolean]>([
    ['a small one at its second run', 2, savedBy(1), true],
    ['one that saved as much as it costs', 25, 2_500, true],
    ['one that saved a little less than it costs', 25, 2_499, false],
    ['the largest that is compiled', 300, 30_000, true],
    ['a larger one, never', 301, 1e9, false],
  ])('operations are compiled: %s', (_what, selections, saved, isWorth) => {
    expect(isWorthCompiling(selections, saved)).toBe(isWorth);
  });

  it('compiled operations are bounded in number, also where one text has hundreds', async () => {
    const operations = new OperationCompiler(schema);
    for (let texts = 0; texts < 3; texts += 1) {
      const text = Array.from(
        { length: 250 },
        (_, index) => `query Q${texts}x${index} { image(id: 1) { id } }`,
      ).join(' ');
      const document = parse(text);
      for (const operation of operationsIn(document)) await compiled(operations, text, document, operation);
    }
    expect(operations.size.operations).toBeLessThanOrEqual(500);
    expect(operations.size.bytes).toBeLessThanOrEqual(32 * 1024 * 1024);
    expect(operations.size.operations).toBeGreaterThan(10);
  }, 60_000);

  it('compiled operations are found by text and name, and dropped after a failure', async () => {
    const operations = new OperationCompiler(schema);
    const text = 'query A { viewer { name } } query B { viewer { isApplication } }';
    const document = parse(text);
    const [first, second] = operationsIn(document);
    await compiled(operations, text, document, defined(first));
    expect(operations.get(text, 'A')?.operation).toBe(first);
    expect(operations.get(text, 'B')).toBeNull();
    expect(operations.get(text, undefined)).toBeNull();
    await compiled(operations, text, document, defined(second));
    operations.markUncompilable(defined(first));
    expect([operations.get(text, 'A'), operations.get(text, 'B')?.operation]).toEqual([null, second]);
    expect(operations.meet({ text, name: 'A', document, operation: defined(first), nodes: 1e6 })).toBeNull();
  });
});
