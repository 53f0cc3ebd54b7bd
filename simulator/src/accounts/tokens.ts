import { hash } from '../catalog/random.js';

/** What a token was made for. v1 knows standard and secure ones, and those of an application alone. */
export type TokenKind = 'oauth' | 'refresh' | 'v1' | 'v1-secure' | 'v1-application';

/** A token that was handed out. */
export interface IssuedToken {
  readonly token: string;
  readonly kind: TokenKind;
  readonly account: string;
  expiresAt: number;
}

/** Every token that was handed out and has not been taken back. */
export class Tokens {
  private readonly issued = new Map<string, IssuedToken>();
  private count = 0;

  constructor(
    private readonly seed: number,
    private readonly now: () => number,
  ) {}

  /** Makes a new one. */
  issue(account: string, kind: TokenKind, lifetimeSeconds: number): IssuedToken {
    this.count += 1;
    this.forgetOld();
    const digits = [0, 1, 2, 3]
      .map((i) => hash(this.seed, kind, this.count, i).toString(16).padStart(8, '0'))
      .join('');
    const token = `${digits}.${this.count.toString(36)}`;
    const entry: IssuedToken = { token, kind, account, expiresAt: this.now() + lifetimeSeconds * 1000 };
    this.issued.set(token, entry);
    return entry;
  }

  /** The token, even one that has expired; `undefined` for one never handed out or taken back. */
  find(token: string): IssuedToken | undefined {
    return this.issued.get(token);
  }

  /** A living token of an account, for those who ask twice. */
  living(account: string, kind: TokenKind): IssuedToken | undefined {
    for (const entry of this.issued.values()) {
      if (entry.account === account && entry.kind === kind && entry.expiresAt > this.now()) return entry;
    }
    return undefined;
  }

  /** Whether a token's time is over. */
  isExpired(entry: IssuedToken): boolean {
    return entry.expiresAt <= this.now();
  }

  /** Ends all tokens but the refresh tokens, which live for a year. */
  expireAll(): void {
    for (const entry of this.issued.values()) if (entry.kind !== 'refresh') entry.expiresAt = this.now();
  }

  /** Takes one back. */
  revoke(token: string): void {
    this.issued.delete(token);
  }

  private forgetOld(): void {
    // A client that fetches a token for every call must not fill the memory of a long-lived simulator.
    if (this.issued.size < 5000) return;
    const dayAgo = this.now() - 86_400_000;
    for (const [token, entry] of this.issued) if (entry.expiresAt < dayAgo) this.issued.delete(token);
  }
}
