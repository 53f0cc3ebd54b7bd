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

  it('names the types that have no id', () => {
    const roots = ['Mutation', 'Query'];
    const without = types.filter((type) => isObjectType(type) && !('id' in type.getFields()));
    expect(typesWithoutId).toEqual(
      without
        .map(({ name }) => name)
        .filter((name) => !roots.includes(name))
        .sort(),
    );
  });
});
