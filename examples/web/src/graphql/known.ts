/** An enum of the schema without the place that the generated types keep for values of a later schema. */
export type Known<Enum extends string> = Exclude<Enum, '%future added value'>;

/** What a table says of a value, unless the value is newer than the table. */
export function lookUp<Key extends string, Value>(
  table: Readonly<Record<Key, Value>>,
  key: string,
): Value | undefined {
  return Object.hasOwn(table, key) ? table[key as Key] : undefined;
}
