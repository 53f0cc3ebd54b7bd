import type { ServiceError } from '../../errors/service-error.js';
import type { Clock } from '../../lib/clock.js';
import type { AccessToken } from './token.client.js';

/** Options of a token source. */
export interface TokenSourceOptions {
  /** Requests a token once. It has a deadline of its own: no single caller's may cancel what all callers wait for. */
  readonly request: () => Promise<AccessToken>;
  readonly clock: Clock;
  /** Uniform over [0, 1); spreads the renewals of many processes. */
  readonly random: () => number;
}

/** Milliseconds before expiry at which a token is renewed, as in Getty Images' own SDKs. */
const RENEW_BEFORE_MS = 5 * 60_000;
const MAX_BACKOFF_MS = 30_000;

/**
 * When to renew a token: five minutes before its expiry, or a fifth of its lifetime where that is shorter, and a random
 * part of up to a fifth of that span earlier. Pure; ms since the epoch.
 */
export const renewAt = (token: AccessToken, gotAt: number, random: number): number => {
  const lifetime = Math.max(0, token.expiresAt - gotAt);
  const margin = Math.min(RENEW_BEFORE_MS, lifetime / 5);
  return token.expiresAt - margin * (1 + random / 5);
};

/** Milliseconds before the next token request after the n-th consecutive failure (from 1). Full jitter, never zero. */
export const backoffMs = (failures: number, random: number): number =>
  Math.max(100, Math.min(MAX_BACKOFF_MS, 1000 * 2 ** (failures - 1)) * random);

/**
 * The service account's token: requested on first use, shared by all callers, renewed early in the background, and never
 * requested twice at once. A failure is remembered for a moment, so that many operations do not become many token
 * requests.
 */
export class TokenSource {
  #current: AccessToken | null = null;
  #renewAt = 0;
  #pending: Promise<AccessToken> | null = null;
  #failures = 0;
  #failure: { readonly error: unknown; readonly until: number } | null = null;

  constructor(private readonly options: TokenSourceOptions) {}

  /** A token that has not expired. @throws ServiceError */
  async token(): Promise<string> {
    const now = this.options.clock.now();
    const current = this.#current;
    if (current === null || now >= current.expiresAt) return (await this.#fetch(now)).token;
    // Still valid: renewed in the background; a failure concerns no caller yet.
    if (now >= this.#renewAt) this.#fetch(now).catch(() => undefined);
    return current.token;
  }

  /** A token other than one that was just rejected; concurrent calls share one request. @throws ServiceError */
  async refresh(rejected: string): Promise<string> {
    if (this.#current !== null && this.#current.token === rejected) this.#current = null;
    return this.token();
  }

  /** Drops the token and remembered failures: the next caller requests a token. */
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
