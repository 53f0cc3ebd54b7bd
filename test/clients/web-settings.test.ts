import { readFileSync } from 'node:fs';
import { buildSchema, isAbstractType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { possibleTypes, typesWithoutId } from '../../docs/clients/web/schema-facts.js';

const sdl = readFileSync(new URL('../../schema/schema.graphqls', import.meta.url), 'utf8');
const schema = buildSchema(sdl);
const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

describe('docs/clients/web/schema-facts.ts', () => {
  it('names the types behind each interface', () => {
    const behind = types.filter(isAbstractType).map((type) => {
      const names = schema.getPossibleTypes(type).map(({ name }) => name);
      return [type.name, names.sort()];
    });
    expect(possibleTypes).toEqual(Object.fromEntries(behind));
  });

  it('names the types that have no id, or none that is unique', () => {
    const roots = ['Mutation', 'Query'];
    // An event and a place can have the same number, and its count is of one search.
    const isShared = (name: string): boolean => name === 'SearchFacet';
    const without = types.filter(
      (type) => isObjectType(type) && (!('id' in type.getFields()) || isShared(type.name)),
    );
    expect(typesWithoutId).toEqual(
      without
        .map(({ name }) => name)
        .filter((name) => !roots.includes(name))
        .sort(),
    );
  });
});
