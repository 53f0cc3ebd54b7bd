import { GraphQLError, type ValueNode } from 'graphql';

/** The error of a scalar that was given something it cannot take; points at the literal when it is one. */
export const badScalarInput = (message: string, node?: ValueNode): GraphQLError =>
  new GraphQLError(message, { nodes: node ?? null, extensions: { code: 'BAD_USER_INPUT' } });
