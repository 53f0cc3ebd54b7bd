import { readdirSync, readFileSync } from 'node:fs';
import { Kind, type OperationDefinitionNode, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import * as generated from '../../generated/graphql.js';

const schema = buildGraphSchema();
const folder = new URL('../../../docs/operations/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));

/** The operation a file is about; each has exactly one. */
function operationOf(file: string): OperationDefinitionNode {
  const operations = parse(readFileSync(new URL(file, folder), 'utf8')).definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) throw new Error(`${file} must hold one operation`);
  return operation;
}

describe.each(files)('docs/operations/%s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');

  it('the operation is valid by itself, so that it can be copied', () => {
    expect(validate(schema, parse(text), specifiedRules).map(({ message }) => message)).toEqual([]);
  });

  it('the operation is named like its file', () => {
    const kebab = operationOf(file)
      .name?.value.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`)
      .toLowerCase();
    expect(`${kebab}.graphql`).toBe(file);
  });

  it('the operation’s comment states its upstream calls', () => {
    expect(text).toMatch(/^# Costs: /m);
  });

  it('the operation is in test/generated (npm run codegen)', () => {
    const document = Object.entries(generated).find(
      ([name]) => name === `${operationOf(file).name?.value}Document`,
    );
    expect(document?.[1]).toMatchObject({ kind: Kind.DOCUMENT });
  });
});

describe('the operations together', () => {
  it('the example operations use every root field', () => {
    const used = files.flatMap((file) =>
      operationOf(file).selectionSet.selections.map((field) =>
        field.kind === Kind.FIELD ? field.name.value : '',
      ),
    );
    const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    // `nodes` is `node` for many; it needs no example of its own.
    expect(new Set([...used, 'nodes'])).toEqual(new Set(roots));
  });
});
