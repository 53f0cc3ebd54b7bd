import type { SimulatedAccount } from '../../../simulator/src/index.js';

/** Gives a second person the names and products of the first: what tells them apart is their tokens alone. */
export const makeNamesakes = (first: SimulatedAccount, second: SimulatedAccount): void => {
  const { firstName, lastName, products } = first;
  Object.assign(second, { firstName, lastName, products: structuredClone(products) });
};

/** Makes Getty Images say something else of a person, which changes nothing for their downloads. */
export const changePerson = (account: SimulatedAccount, what: 'name' | 'product'): void => {
  const [product] = account.products;
  if (what === 'name') Object.assign(account, { firstName: `${account.firstName}-` });
  else {
    const ended = { ...structuredClone(product), id: 90_000 + account.products.length, status: 'inactive' };
    Object.assign(account, { products: [...account.products, ended] });
  }
};
