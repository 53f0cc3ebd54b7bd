import { registerEnumType } from 'type-graphql';

/**
 * Makes a GraphQL enum whose runtime values read like their names, so that plain objects with plain strings fit it.
 * Every value must be described: a value's description is the only documentation a client's editor shows for it.
 *
 * @example
 * export const Shape = defineEnum('Shape', 'The shape of a thing.', { ROUND: 'No corners.', SQUARE: 'Four corners.' });
 * export type Shape = keyof typeof Shape;
 */
export function defineEnum<const Values extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  values: Values,
): { readonly [Name in keyof Values]: Name } {
  const names: Record<string, string> = {};
  const valuesConfig: Record<string, { description: string }> = {};
  for (const [value, text] of Object.entries(values)) {
    names[value] = value;
    valuesConfig[value] = { description: text };
  }
  registerEnumType(names, { name, description, valuesConfig });
  return names as { readonly [Name in keyof Values]: Name };
}
