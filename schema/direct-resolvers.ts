import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import type { RequestContext } from '../resolvers/context.js';

type Resolve = GraphQLFieldResolver<unknown, RequestContext>;
type Parameters = globalThis.Parameters<Resolve>;
type Method = (...parameters: unknown[]) => unknown;
type Metadata = ReturnType<typeof getMetadataStorage>;
type ResolverMetadata = Metadata['queries'][number] | Metadata['fieldResolvers'][number];
type ParamMetadata = NonNullable<ResolverMetadata['params']>[number];

/** Takes one parameter of a method out of what graphql gives a resolver. */
type Read = (...given: Parameters) => unknown;

/**
 * Calls the methods of `@Query`s and `@FieldResolver`s directly. TypeGraphQL's own call sorts the method's parameters
 * anew, awaits each of them and makes instances of input classes, for every row; where there are neither middlewares
 * nor validation nor classes with a life of their own, that comes to this. Mutations stay as they are: they are rare.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  const { queries, fieldResolvers } = getMetadataStorage();
  const instances = new Map<object, Record<string, Method>>();
  const all = [
    ...queries.map((metadata) => ({ metadata, typeName: schema.getQueryType()?.name ?? '' })),
    ...fieldResolvers
      .filter(({ kind }) => kind === 'external')
      .map((metadata) => ({ metadata, typeName: getTypeName(metadata) })),
  ];
  for (const { metadata, typeName } of all) {
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[metadata.schemaName] : undefined;
    const reads = plainReads(metadata);
    if (field === undefined || reads === null) continue;
    const { target } = metadata;
    const instance = instances.get(target) ?? (Reflect.construct(target, []) as Record<string, Method>);
    instances.set(target, instance);
    const method = instance[metadata.methodName]?.bind(instance);
    if (method === undefined)
      throw new Error(`There is no method ${metadata.methodName} to resolve a field with.`);
    field.resolve = direct(method, reads);
  }
}

const getTypeName = ({ getObjectType }: Metadata['fieldResolvers'][number]): string => {
  const target = getObjectType?.();
  return getMetadataStorage().objectTypes.find((type) => type.target === target)?.name ?? '';
};

/** How a method's parameters are read, in order; `null` where TypeGraphQL has more to do than to pass them. */
function plainReads({ params, middlewares, roles }: ResolverMetadata): readonly Read[] | null {
  if (middlewares?.length || roles) return null;
  const reads: Read[] = [];
  for (const param of params?.toSorted((one, other) => one.index - other.index) ?? []) {
    const read = plainRead(param);
    if (read === null) return null;
    reads.push(read);
  }
  return reads;
}

const readRoot: Read = (root) => root;
const readArgs: Read = (_root, args) => args;
const readContext: Read = (_root, _args, context) => context;
const readInfo: Read = (_root, _args, _context, info) => info;

function plainRead(param: ParamMetadata): Read | null {
  switch (param.kind) {
    case 'root':
      return param.propertyName === undefined && param.getType === undefined ? readRoot : null;
    case 'context':
      return param.propertyName === undefined ? readContext : null;
    case 'info':
      return readInfo;
    case 'args':
      return isPlain(param) ? readArgs : null;
    case 'arg': {
      const { name } = param;
      return isPlain(param) ? (_root, args) => (args as Record<string, unknown>)[name] : null;
    }
    default:
      return null;
  }
}

/** Whether an argument is only data: as graphql coerced it, it is what an instance of its class would be. */
function isPlain({
  getType,
  validateSettings,
  validateFn,
}: Extract<ParamMetadata, { kind: 'arg' | 'args' }>) {
  if (validateSettings || validateFn) return false;
  const { inputTypes, argumentTypes } = getMetadataStorage();
  const seen = new Set<unknown>();
  const isData = (type: unknown): boolean => {
    const input = [...inputTypes, ...argumentTypes].find(({ target }) => target === type);
    if (input === undefined || seen.has(type)) return true; // a scalar or an enum
    seen.add(type);
    const { target } = input;
    const made: object = Reflect.construct(target, []);
    return (
      Object.getPrototypeOf(target) === Function.prototype &&
      Object.getOwnPropertyNames(target.prototype).length === 1 &&
      Object.values(made).every((value) => value === undefined) &&
      (input.fields ?? []).every((field) => field.name === field.schemaName && isData(field.getType()))
    );
  };
  return isData(getType());
}

/** The forms that rows are resolved by are written out: they are called hundreds of times for one answer. */
function direct(method: Method, reads: readonly Read[]): Resolve {
  const [first, second, third] = reads;
  if (reads.length === 0) return () => method();
  if (first === readRoot && reads.length === 1) return (root) => method(root);
  if (first === readRoot && second === readContext && reads.length === 2)
    return (root, _args, context) => method(root, context);
  if (first === readRoot && second === readContext && third === readInfo && reads.length === 3)
    return (root, _args, context, info) => method(root, context, info);
  return (...given) => method(...reads.map((read) => read(...given)));
}
