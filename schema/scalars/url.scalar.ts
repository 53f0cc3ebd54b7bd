import { GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';
import { badScalarInput } from './bad-scalar-input.js';

const example = 'https://www.gettyimages.com/';

/** Takes an absolute http or https URL, and gives back the very same string. */
function parseUrl(value: unknown, node?: ValueNode): string {
  if (typeof value !== 'string') throw badScalarInput(`URL is a string such as "${example}".`, node);
  const protocol = URL.canParse(value) ? new URL(value).protocol : null;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw badScalarInput(
      `URL ${JSON.stringify(value.slice(0, 64))} is not an absolute http or https URL; write one such as "${example}".`,
      node,
    );
  }
  return value;
}

/**
 * A web address. Writing one never throws and never changes it: a link may have been paid for, and a signed link that
 * is "tidied" no longer works.
 */
export const UrlScalar = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'An absolute http or https URL.',
  specifiedByURL: 'https://url.spec.whatwg.org/',
  serialize: (value) => String(value),
  parseValue: (value) => parseUrl(value),
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return parseUrl(node.value, node);
    throw badScalarInput(`URL is a string such as "${example}", not ${print(node)}.`, node);
  },
});
