import { hash } from '../catalog/random.js';

/** Lifetime of an authorization code. Getty Images documents none; RFC 6749 (4.1.2) allows ten minutes at most. */
const LIFETIME_MS = 60_000;

/** The sign-in that an authorization code stands for. */
export interface Authorization {
  readonly account: string;
  readonly redirectUri: string;
  /** S256 challenge of the client's PKCE verifier. */
  readonly challenge: string;
}

/** Authorization codes that were issued and not redeemed yet. */
export class AuthorizationCodes {
  private readonly issued = new Map<string, Authorization & { readonly expiresAt: number }>();
  private count = 0;

  /**
   * @param seed makes the codes reproducible, as everything in the simulator
   * @param now milliseconds since 1970
   */
  constructor(
    private readonly seed: number,
    private readonly now: () => number,
  ) {}

  /** Issues a code for a sign-in. Forgets the expired ones. */
  issue(authorization: Authorization): string {
    for (const [code, { expiresAt }] of this.issued) if (expiresAt <= this.now()) this.issued.delete(code);
    this.count += 1;
    const code = [0, 1, 2, 3]
      .map((part) => hash(this.seed, 'code', this.count, part).toString(16).padStart(8, '0'))
      .join('');
    this.issued.set(code, { ...authorization, expiresAt: this.now() + LIFETIME_MS });
    return code;
  }

  /** Redeems a code, which works once; `undefined` for one that is unknown, expired or was redeemed before. */
  take(code: string): Authorization | undefined {
    const found = this.issued.get(code);
    this.issued.delete(code);
    return found !== undefined && found.expiresAt > this.now() ? found : undefined;
  }
}
