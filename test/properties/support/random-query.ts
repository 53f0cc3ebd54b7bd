import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** A document and variables that fit it, more or less: some are refused, as some of clients' are. */
export interface RandomQuery {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Values that mean something upstream, by the argument's or the input field's name. */
export type Pools = Readonly<Record<string, readonly unknown[]>>;

/** A small generator with a seed, so that a failure can be seen again. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const MAX_DEPTH = 6;

/** Writes valid queries over a schema: aliases, fragments, directives, variables with and without defaults. */
export class QueryWriter {
  readonly #schema: GraphQLSchema;
  readonly #pools: Pools;
  readonly #random: () => number;
  #declared: string[] = [];
  #variables: Record<string, unknown> = {};
  #fragments: string[] = [];

  constructor(schema: GraphQLSchema, pools: Pools, random: () => number) {
    this.#schema = schema;
    this.#pools = pools;
    this.#random = random;
  }

  query(): RandomQuery {
    this.#declared = [];
    this.#variables = {};
    this.#fragments = [];
    const root = this.#schema.getQueryType();
    if (!root) throw new Error('A schema has a query type.');
    const selection = this.#selection(root, 0);
    const declared = this.#declared.length === 0 ? '' : `(${this.#declared.join(', ')})`;
    return {
      text: [`query Random${declared} ${selection}`, ...this.#fragments].join('\n'),
      variables: this.#variables,
    };
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #one<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  }

  #selection(type: GraphQLNamedType, depth: number, isApart = false): string {
    const parts: string[] = [];
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => depth < MAX_DEPTH || isLeafType(getNamedType(field.type)),
      );
      const count = depth === 0 ? 1 + Math.floor(this.#random() * 2) : 1 + Math.floor(this.#random() * 5);
      for (let i = 0; i < count && fields.length > 0; i += 1)
        parts.push(this.#field(this.#one(fields), depth, i, isApart));
    }
    if (isAbstractType(type)) {
      for (const possible of this.#schema.getPossibleTypes(type)) {
        if (!this.#chance(0.6)) continue;
        // Fields of one name may be of several types in the possible types; aliases distinguish them.
        parts.push(`... on ${possible.name} ${this.#selection(possible, depth + 1, true)}`);
      }
    }
    if (parts.length === 0 || this.#chance(0.15)) parts.push('__typename');
    const fields = `{ ${parts.join(' ')} }`;
    if (depth === 0 || !isObjectType(type) || !this.#chance(0.15)) return fields;
    if (this.#chance(0.5)) return `{ ... on ${type.name}${this.#directive()} ${fields} __typename }`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type.name} ${fields}`);
    return `{ ...${name}${this.#directive()} __typename }`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number, index: number, isApart: boolean): string {
    const type = getNamedType(field.type);
    const args = field.args
      .filter((argument) => isNonNullType(argument.type) || this.#chance(0.35))
      .map((argument) => `${argument.name}: ${this.#argument(argument)}`);
    // Two selections of one field with other arguments could not be merged.
    const alias = `${field.name}_${depth}_${index}_${Math.floor(this.#random() * 1e6)}: `;
    const isAliased = isApart || field.args.length > 0 || !isLeafType(type) || this.#chance(0.2);
    return [
      `${isAliased ? alias : ''}${field.name}`,
      args.length === 0 ? '' : `(${args.join(', ')})`,
      this.#directive(),
      isLeafType(type) ? '' : ` ${this.#selection(type, depth + 1)}`,
    ].join('');
  }

  #directive(): string {
    if (!this.#chance(0.08)) return '';
    const name = this.#one(['skip', 'include']);
    return ` @${name}(if: ${this.#chance(0.5) ? this.#chance(0.5) : this.#variable('Boolean!', this.#chance(0.5))})`;
  }

  #argument(argument: GraphQLArgument): string {
    const value = this.#value(argument.type, argument.name);
    if (this.#chance(0.5)) return written(value, argument.type);
    return this.#variable(String(argument.type), value, argument.type);
  }

  #variable(type: string, value: unknown, inputType?: GraphQLInputType): string {
    const name = `v${this.#declared.length}`;
    const isDefault = inputType !== undefined && value !== null && this.#chance(0.3);
    this.#declared.push(`$${name}: ${type}${isDefault ? ` = ${written(value, inputType)}` : ''}`);
    if (!isDefault || this.#chance(0.3)) this.#variables[name] = value;
    return `$${name}`;
  }

  #value(type: GraphQLInputType, name: string): unknown {
    if (!isNonNullType(type) && this.#chance(0.08)) return null;
    const inner = getNullableType(type);
    const pool = this.#pools[name];
    if (pool !== undefined && !isListType(inner)) return this.#one(pool);
    if (isListType(inner))
      return Array.from({ length: 1 + Math.floor(this.#random() * 3) }, () =>
        this.#value(inner.ofType, name.replace(/s$/, '')),
      );
    if (isEnumType(inner)) return this.#one(inner.getValues()).name;
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields()).filter(
        (field) => isNonNullType(field.type) || this.#chance(0.3),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, field.name)]));
    }
    switch (getNamedType(inner).name) {
      case 'Int':
        return Math.floor(this.#random() * 8);
      case 'Boolean':
        return this.#chance(0.5);
      default:
        return 'sunset';
    }
  }
}

/** A value as a literal of GraphQL. */
const written = (value: unknown, type: GraphQLInputType): string => {
  const inner = getNullableType(type);
  if (value === null) return 'null';
  if (isListType(inner))
    return Array.isArray(value)
      ? `[${value.map((item) => written(item, inner.ofType)).join(', ')}]`
      : written(value, inner.ofType);
  if (isInputObjectType(inner)) {
    const fields = inner.getFields();
    const parts = Object.entries(value as Record<string, unknown>).map(([name, part]) => {
      const field = fields[name];
      if (field === undefined) throw new Error(`${inner.name} has no ${name}.`);
      return `${name}: ${written(part, field.type)}`;
    });
    return `{ ${parts.join(', ')} }`;
  }
  return isEnumType(inner) ? String(value) : JSON.stringify(value);
};
