const longest = 100;
const visible = /^[\x20-\x7e]+$/;

/**
 * What an application calls itself, from the header that Apollo's clients send. `null` where it is missing or not one
 * to be written down; never refused, because it proves nothing.
 */
export const clientNameFrom = (header: string | readonly string[] | undefined): string | null => {
  if (typeof header !== 'string') return null;
  const name = header.trim().slice(0, longest);
  return visible.test(name) ? name : null;
};
