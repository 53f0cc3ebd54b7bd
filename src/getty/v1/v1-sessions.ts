import { ServiceError } from '../../errors/service-error.js';
import type { Clock } from '../../lib/clock.js';
import { TokenSource } from '../oauth/token-source.js';
import type { Transport } from '../transport/transport.js';
import { createSession, renewSession, type V1Credentials, type V1SessionTokens } from './session.client.js';

/** Options of the service's own v1 sessions. */
export interface V1SessionsOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly credentials: V1Credentials;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Uniform over [0, 1); spreads the renewals of many processes. */
  readonly random: () => number;
  /** Creates a coordination id. A session serves many operations, so its requests have ids of their own. */
  readonly newId: () => string;
  /** Milliseconds of one session request, independent of its callers' deadlines. */
  readonly timeoutMs: number;
}

/** The two tokens of one session. */
export type V1TokenPair = Pick<V1SessionTokens, 'standard' | 'secure'>;

/**
 * The service account's v1 session: created on first use, shared by all callers, renewed early in the background, and
 * never requested twice at once. Never used for a caller with a token of its own.
 */
export class V1Sessions {
  readonly #source: TokenSource;
  /** The latest pair; `TokenSource` manages its secure token. */
  #latest: V1SessionTokens | null = null;
  #isRejected = false;

  constructor(private readonly options: V1SessionsOptions) {
    this.#source = new TokenSource({
      request: () => this.#request(),
      clock: options.clock,
      random: options.random,
    });
  }

  /** Both tokens of a session that has not expired. @throws ServiceError */
  async tokens(): Promise<V1TokenPair> {
    const secure = await this.#source.token();
    // The session may have been renewed meanwhile; both tokens must belong to one session.
    return { secure, standard: this.#latest?.secure === secure ? this.#latest.standard : secure };
  }

  /** The tokens of another session than that of a rejected token. @throws ServiceError */
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
        // A session that Getty Images will not renew (`FailedToRenewToken`) is replaced by a new one; a temporary error
        // would only recur.
        if (!(error instanceof ServiceError) || error.isRetryable) throw error;
      }
    }
    return createSession(this.options, scope());
  }
}
