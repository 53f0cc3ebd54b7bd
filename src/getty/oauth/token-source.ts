import type { ServiceError } from '../../errors/service-error.js';
import type { Clock } from '../../lib/clock.js';
import type { AccessToken } from './token.client.js';

/** How a source gets and keeps its token. */
export interface TokenSourceOptions {
  /** Makes one token call. Its life is the source's own: no single caller's deadline may end what all wait for. */
  readonly request: () => Promise<AccessToken>;
  readonly clock: Clock;
  /** 0 <= x < 1; spreads the renewals of many processes. */
  readonly random: () => number;
}

/** Getty Images' own SDKs renew five minutes before the end. */
const RENEW_BEFORE_MS = 5 * 60_000;
const MAX_BACKOFF_MS = 30_000;

/**
 * When to renew: five minutes before the end, or a fifth of the life before it where the life is short, and up to a
 * fifth of that span earlier still, by chance. Pure; ms since the epoch.
 */
export const renewAt = (token: AccessToken, gotAt: number, random: number): number => {
  const deadline = Math.max(0, token.expiresAt - gotAt);
  const margin = Math.min(RENEW_BEFORE_MS, deadline / 5);
  return token.expiresAt - margin * (1 + random / 5);
};

/** Milliseconds to leave the token endpoint alone after the n-th failure in a row (from 1). Full jitter, never zero. */
export const backoffMs = (failures: number, random: number): number =>
  Math.max(100, Math.min(MAX_BACKOFF_MS, 1000 * 2 ** (failures - 1)) * random);

/**
 * The service account's token: fetched when first wanted, shared by everybody, renewed early in the background,
 * and never asked for twice at once however many wait. A failure is remembered for a moment, so that a crowd of
 * requests does not become a crowd of token calls.
 */
export class TokenSource {
  #current: AccessToken | null = null;
  #renewAt = 0;
  #pending: Promise<AccessToken> | null = null;
  #failures = 0;
  #failure: { readonly error: unknown; readonly until: number } | null = null;

  constructor(private readonly options: TokenSourceOptions) {}

  /** A token that is good now. @throws ServiceError */
  async token(): Promise<string> {
    const now = this.options.clock.now();
    const current = this.#current;
    if (current === null || now >= current.expiresAt) return (await this.#fetch(now)).token;
    // Good for a while yet: renewed beside the request, which does not wait, and whose failure harms nobody.
    if (now >= this.#renewAt) this.#fetch(now).catch(() => undefined);
    return current.token;
  }

  /** A token other than one that was just refused; at most one call however many ask. @throws ServiceError */
  async refresh(rejected: string): Promise<string> {
    if (this.#current !== null && this.#current.token === rejected) this.#current = null;
    return this.token();
  }

  /** Drops the token and what is remembered of failures: the next caller signs in anew. */
  forget(): void {
    this.#current = null;
    this.#failure = null;
    this.#failures = 0;
  }

  async #fetch(now: number): Promise<AccessToken> {
    if (this.#pending !== null) return this.#pending;
    if (this.#failure !== null && now < this.#failure.until) throw this.#failure.error;
    this.#pending = this.options.request().then(
      (token) => this.#store(token),
      (error: ServiceError) => this.#fail(error),
    );
    try {
      return await this.#pending;
    } finally {
      this.#pending = null;
    }
  }

  #store(token: AccessToken): AccessToken {
    this.#current = token;
    this.#renewAt = renewAt(token, this.options.clock.now(), this.options.random());
    this.#failures = 0;
    this.#failure = null;
    return token;
  }

  #fail(error: unknown): never {
    this.#failures += 1;
    this.#failure = {
      error,
      until: this.options.clock.now() + backoffMs(this.#failures, this.options.random()),
    };
    throw error;
  }
}
