import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { measureDocument, nestingRefusal } from '../../../src/lib/documents/document-size.js';
import { forEachField, fragmentsOf } from '../../../src/lib/documents/selections.js';
import { defined } from '../../support/service.js';

const sizeOf = (text: string) => [...measureDocument(parse(text)).operations.values()];
const open = (count: number): string => '{ a '.repeat(count);

describe('the size of a document', () => {
  it.each<[string, object]>([
    ['{ a b c }', { selections: 3, depth: 1, fields: 3, aliases: 0, directives: 0 }],
    ['{ a { b { c } } }', { selections: 3, nesting: 3, depth: 3, fields: 1 }],
    [
      '{ ...F ...F } fragment F on T { a x: b @d }',
      { selections: 6, nesting: 2, depth: 1, fields: 4, aliases: 2, directives: 2 },
    ],
    ['{ ... on T { a } ... { b } }', { selections: 4, nesting: 2, depth: 1, fields: 2 }],
    ['query Q @d { a @d @d }', { directives: 3 }],
    ['{ __schema { types { name } } a { b } }', { depth: 2, introspectionDepth: 2 }],
    ['{ a { __type { name } } }', { depth: 2, introspectionDepth: 1 }],
  ])('the document %s has the expected size', (text, size) => {
    expect(sizeOf(text)).toMatchObject([size]);
  });

  it('the size counts all operations of a document together', () => {
    const fragment = `fragment F on T { ${'a '.repeat(99)} }`;
    const operations = (count: number): string =>
      `${Array.from({ length: count }, (_, index) => `query Q${index} { ...F }`).join(' ')} ${fragment}`;
    expect(measureDocument(parse(operations(1))).refusal).toBeNull();
    expect(measureDocument(parse(operations(101))).refusal).toMatch(/has 10100 selections/);
  });

  it('a fragment within itself is refused', () => {
    expect(measureDocument(parse('{ ...A } fragment A on T { ...B } fragment B on T { ...A }')).refusal).toBe(
      'Cannot spread fragment "A" within itself.',
    );
  });
});

describe('the nesting of a document', () => {
  it.each<[string, string, boolean]>([
    ['200 brackets', open(200), false],
    ['201 brackets', open(201), true],
    ['201 lists', '['.repeat(201), true],
    ['brackets beside each other', '{ a } '.repeat(500), false],
    ['brackets in a string', `{ a(b: "${'{'.repeat(500)}") }`, false],
    ['brackets behind an escaped quote', `{ a(b: "\\"${'{'.repeat(500)}") }`, false],
    ['brackets in a block string', `{ a(b: """ " ${'{'.repeat(500)} \\""" ${'{'.repeat(500)}""") }`, false],
    ['brackets behind a block string', `{ a(b: """x""") ${'{'.repeat(300)}`, true],
    ['brackets in a comment', `{ a # ${'{'.repeat(500)}\n }`, false],
    ['brackets behind a comment', `{ a # "\n ${'{'.repeat(300)}`, true],
    ['brackets behind an empty string', `{ a(b: "") ${'{'.repeat(300)}`, true],
    ['a block string of 250,000 characters', `{ a(b: """${'x '.repeat(125_000)}""") }`, false],
  ])('the nesting of %s is refused where it is above 200', (_what, text, isRefused) => {
    expect(nestingRefusal(text) !== null).toBe(isRefused);
  });
});

it('the walk enters a fragment once per parent type and visits each field', () => {
  const document = parse(
    '{ a ...F ... on B { ...F } ...F } fragment F on T { x ...G } fragment G on T { y }',
  );
  const [operation] = measureDocument(document).operations.keys();
  const fields: string[] = [];
  const rules = {
    fragment: (name: string) => fragmentsOf(document).get(name),
    narrow: (parent: string, condition: string | undefined) => (condition === 'B' ? 'B' : parent),
    isIncluded: () => true,
  };
  forEachField([defined(operation).selectionSet], 'A', rules, ({ name }, parent) =>
    fields.push(`${parent}.${name.value}`),
  );
  expect(fields).toEqual(['A.a', 'A.x', 'A.y', 'B.x', 'B.y']);
});
