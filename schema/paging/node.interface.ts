import { Field, ID, InterfaceType } from 'type-graphql';

/** What `node` gives must say which type it is; nothing else distinguishes the plain objects. */
interface NamesItsType {
  readonly __typename: string;
}

/** Everything with an id of its own. */
@InterfaceType('Node', {
  description: 'Something that can be found again by its `id`.',
  resolveType: (value: NamesItsType) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque. Unique across all types. Do not take it apart.' })
  id!: string;
}
