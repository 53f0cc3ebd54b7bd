import type { GraphQLSchema } from 'graphql';

/** Names of the types and root fields that an operation selects. */
export function namesIn(schema: GraphQLSchema, text: string): Set<string>;

/** An example as a section: the comment lines at its head as a paragraph, then the operation. */
export function exampleSection(example: { readonly anchor: string; readonly text: string }): string;

/** A page of graphql-markdown as VitePress wants it, with the examples that use the type or field. */
export function referencePage(
  text: string,
  examples: readonly { readonly anchor: string; readonly uses: Set<string> }[],
): string;
