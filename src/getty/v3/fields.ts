/**
 * Tables of fields: for each property of an asset its names in Getty Images' `fields=`, where it may be asked for, and how
 * it is read.
 */

/** One property of an asset. */
export interface FieldSpec {
  /** Its names in `fields=`. */
  readonly fields: readonly string[];
  /** With the API key alone, Getty Images refuses the whole call for naming it. */
  readonly needsToken?: boolean;
  /** Endpoints whose `fields=` does not know it: naming it there is a 400. */
  readonly absentFrom?: readonly string[];
  readonly read: (wire: Readonly<Record<string, unknown>>, source: never) => unknown;
}

/** Checks a table and keeps the types of its entries. */
export function defineFields<const Table extends Readonly<Record<string, FieldSpec>>>(table: Table): Table {
  return table;
}

/** The properties that a table describes. */
export type FieldsOf<Table extends Readonly<Record<string, FieldSpec>>> = {
  readonly [Name in keyof Table]: ReturnType<Table[Name]['read']>;
};

/**
 * The names for `fields=`, sorted, of what was selected.
 * @param selected names of selected fields, a client's; those that the table does not have are passed over
 */
export function fieldsParam(
  table: ReadonlyMap<string, FieldSpec>,
  selected: Iterable<string>,
  isSignedIn: boolean,
  endpoint: string,
): string[] {
  const names = new Set<string>();
  for (const property of selected) {
    const spec = table.get(property);
    if (spec === undefined || (spec.needsToken === true && !isSignedIn)) continue;
    if (spec.absentFrom?.includes(endpoint)) continue;
    for (const name of spec.fields) names.add(name);
  }
  return [...names].sort();
}
