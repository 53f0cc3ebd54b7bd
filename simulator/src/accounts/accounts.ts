import type { SimulatedAccount } from '../types.js';
import { product, type SimulatedProduct } from './product.js';

/** An account whose products can be changed; the simulator's own view of it. */
export interface Account extends SimulatedAccount {
  readonly products: SimulatedProduct[];
}

/** The identity behind `client_credentials` when the key is tied to no user. */
export const APPLICATION = 'application';

function user(
  name: string,
  lastName: string,
  products: SimulatedProduct[],
  more: Partial<Account> = {},
): Account {
  return {
    name,
    username: name,
    password: `${name}-password`,
    firstName: name[0]?.toUpperCase() + name.slice(1),
    lastName,
    companyDownloads: false,
    isUser: true,
    products,
    ...more,
  };
}

/**
 * The people who can sign in, one for each situation that an application has to cope with.
 * Made afresh at every start and reset.
 */
export function freshAccounts(): Account[] {
  return [
    user('plenty', 'Übermaß', [
      product({
        id: 11001,
        type: 'easyaccess',
        name: 'Easy Access',
        downloadLimit: 5000,
        limitDuration: 'Daily',
        resetsInDays: 1,
      }),
      product({
        id: 11002,
        type: 'premiumaccess',
        name: 'Premium Access',
        downloadLimit: 1000,
        overage: { limit: 50, remaining: 50 },
      }),
      product({
        id: 11003,
        type: 'imagepack',
        name: 'UltraPack',
        downloadLimit: 250,
        imagepackResolution: 'high',
        limitDuration: null,
        resetsInDays: null,
      }),
      product({
        id: 11004,
        type: 'editorialsubscription',
        name: 'Editorial Subscription',
        downloadLimit: 2000,
      }),
    ]),
    user('usedup', 'Leer', [
      product({
        id: 12001,
        type: 'premiumaccess',
        name: 'Premium Access',
        downloadLimit: 100,
        remaining: 0,
        overage: { limit: 10, remaining: 0 },
      }),
    ]),
    user('none', 'Ohne', []),
    user('notes', 'Zettel', [
      product({
        id: 14001,
        type: 'premiumaccess',
        name: 'Premium Access with paperwork',
        downloadLimit: 500,
        requirements: {
          noteRequired: true,
          projectCodeRequired: true,
          projectCodes: ['SPRING-26', 'SUMMER-26', 'Größe-9'],
        },
      }),
    ]),
    user('expired', 'Vorbei', [
      product({
        id: 15001,
        type: 'easyaccess',
        name: 'Easy Access, ended',
        status: 'inactive',
        downloadLimit: 1000,
        expiresInDays: -20,
      }),
    ]),
    user('credits', 'Guthaben', [
      product({
        id: 16001,
        type: 'creditpack',
        name: 'Credits',
        downloadLimit: 40,
        limitDuration: null,
        resetsInDays: null,
      }),
    ]),
    user('twins', 'Zwilling', [
      product({ id: 17001, type: 'premiumaccess', name: 'Premium Access North', downloadLimit: 300 }),
      product({ id: 17002, type: 'premiumaccess', name: 'Premium Access South', downloadLimit: 300 }),
    ]),
    user(
      'company',
      'Haus',
      [product({ id: 18001, type: 'easyaccess', name: 'Easy Access', downloadLimit: 5000 })],
      {
        companyDownloads: true,
      },
    ),
    user(APPLICATION, '', [], { username: '', password: '', firstName: null, lastName: null, isUser: false }),
  ];
}
