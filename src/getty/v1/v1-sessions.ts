import { ServiceError } from '../../errors/service-error.js';
import type { Clock } from '../../lib/clock.js';
import { TokenSource } from '../oauth/token-source.js';
import type { Transport } from '../transport/transport.js';
import { createSession, renewSession, type V1Credentials, type V1SessionTokens } from './session.client.js';

/** How the service's own v1 sessions are made. */
export interface V1SessionsOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly credentials: V1Credentials;
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 <= x < 1; spreads the renewals of many processes. */
  readonly random: () => number;
  /** A new correlation id. A session serves many requests and so travels under none of theirs. */
  readonly newId: () => string;
  /** Milliseconds that one session call may take, whoever waits for it. */
  readonly timeoutMs: number;
}

/** The two tokens of one session. */
export type V1TokenPair = Pick<V1SessionTokens, 'standard' | 'secure'>;

/**
 * The service's own v1 session: made when first wanted, shared by everybody, renewed early in the background, and
 * never asked for twice at once however many wait. Used for the service's account only.
 */
export class V1Sessions {
  readonly #source: TokenSource;
  /** The latest pair; `TokenSource` keeps watch over its secure half. */
  #latest: V1SessionTokens | null = null;
  #isRejected = false;

  constructor(private readonly options: V1SessionsOptions) {
    this.#source = new TokenSource({
      request: () => this.#request(),
      clock: options.clock,
      random: options.random,
    });
  }

  /** Both tokens of a session that is good now. @throws ServiceError */
  async tokens(): Promise<V1TokenPair> {
    const secure = await this.#source.token();
    // The session may have been renewed meanwhile; the two halves of one answer still belong to one session.
    return { secure, standard: this.#latest?.secure === secure ? this.#latest.standard : secure };
  }

  /** The tokens of another session than the one a token was refused of. @throws ServiceError */
  async refresh(rejected: string): Promise<V1TokenPair> {
    const latest = this.#latest;
    if (latest !== null && (latest.standard === rejected || latest.secure === rejected)) {
      this.#isRejected = true;
      await this.#source.refresh(latest.secure);
    }
    return this.tokens();
  }

  async #request(): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const made = await this.#renewOrCreate();
    this.#latest = made;
    this.#isRejected = false;
    return { token: made.secure, expiresAt: made.expiresAt };
  }

  async #renewOrCreate(): Promise<V1SessionTokens> {
    const latest = this.#latest;
    const scope = () => ({
      deadlineAt: this.options.clock.now() + this.options.timeoutMs,
      cancellation: null,
      id: this.options.newId(),
    });
    if (latest !== null && !this.#isRejected && this.options.clock.now() < latest.expiresAt) {
      try {
        return await renewSession(this.options, latest.secure, scope());
      } catch (error) {
        // A session that Getty Images will not renew (`FailedToRenewToken`) can be made anew; trouble that passes
        // would only be met again.
        if (!(error instanceof ServiceError) || error.isRetryable) throw error;
      }
    }
    return createSession(this.options, scope());
  }
}
