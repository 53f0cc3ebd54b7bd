/** The simulator's accounts, by name, with the situation that each one is there for. */
export const testAccounts: readonly (readonly [name: string, situation: string])[] = [
  ['plenty', 'Four products with plenty left'],
  ['usedup', 'One product with nothing left'],
  ['notes', 'A product that asks for a note and a project code'],
  ['credits', 'A pack of credits'],
  ['twins', 'Two products of the same type'],
  ['company', 'May see the downloads of the whole company'],
  ['expired', 'A product that has ended'],
  ['none', 'No product at all'],
];

/** Prints an access token; `$SIMULATOR` is the simulator's address. */
export const tokenCommand = `curl -s "$SIMULATOR/__simulator/tokens" -d '{"account":"plenty"}'`;
