import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import type { RequestContext } from '../resolvers/context.js';

type Resolve = GraphQLFieldResolver<unknown, RequestContext>;
type Method = (...parameters: unknown[]) => unknown;
type FieldResolverMetadata = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];

/**
 * Calls the methods of `@FieldResolver`s directly. TypeGraphQL's own call sorts the method's parameters anew and walks
 * its middlewares for every row; where there are neither arguments nor middlewares, that comes to this.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  const instances = new Map<object, Record<string, Method>>();
  for (const metadata of getMetadataStorage().fieldResolvers) {
    const type = schema.getType(typeNameOf(metadata));
    const field = isObjectType(type) ? type.getFields()[metadata.schemaName] : undefined;
    const kinds = plainKinds(metadata);
    if (field === undefined || kinds === null) continue;
    const { target } = metadata;
    const instance = instances.get(target) ?? (Reflect.construct(target, []) as Record<string, Method>);
    instances.set(target, instance);
    field.resolve = direct(instance, metadata.methodName, kinds);
  }
}

type Kind = 'root' | 'context' | 'info';

const typeNameOf = ({ getObjectType }: FieldResolverMetadata): string => {
  const target = getObjectType?.();
  return getMetadataStorage().objectTypes.find((type) => type.target === target)?.name ?? '';
};

/** What a method's parameters are, in order; `null` where TypeGraphQL has more to do than to pass them. */
function plainKinds({ kind, params, middlewares, roles }: FieldResolverMetadata): readonly Kind[] | null {
  if (kind !== 'external' || middlewares?.length || roles) return null;
  const kinds: Kind[] = [];
  for (const param of params?.toSorted((one, other) => one.index - other.index) ?? []) {
    const isWhole =
      param.kind === 'info' ||
      (param.kind === 'context' && param.propertyName === undefined) ||
      (param.kind === 'root' && param.propertyName === undefined && param.getType === undefined);
    if (!isWhole) return null;
    kinds.push(param.kind);
  }
  return kinds;
}

function direct(instance: Record<string, Method>, name: string, kinds: readonly Kind[]): Resolve {
  const method = instance[name]?.bind(instance);
  if (method === undefined) throw new Error(`There is no method ${name} to resolve a field with.`);
  switch (kinds.join(' ')) {
    case '':
      return () => method();
    case 'root':
      return (root) => method(root);
    case 'root context':
      return (root, _args, context) => method(root, context);
    case 'root context info':
      return (root, _args, context, info) => method(root, context, info);
    default:
      return (root, _args, context, info) => method(...kinds.map((kind) => ({ root, context, info })[kind]));
  }
}
