import type { DownloadImageInput } from '../graphql/generated/graphql';

/** A download that was asked for, with the key it goes under. */
export type Attempt = DownloadImageInput & { readonly idempotencyKey: string };

interface Entry {
  readonly attempt: Attempt;
  /** It certainly was not charged: another input may follow it, under a key of its own. */
  readonly isFree: boolean;
}

const storageKey = 'getty-graphql-web.pending';

/** Attempts of people who signed in, by person: they outlive their token, but are never written down. */
const ofPeople = new Map<string, Map<string, Entry>>();

/**
 * Downloads that have no end yet, by image. As long as one that may have been charged stands here, nothing else is
 * sent for its image but the very same input under the very same key: that is what keeps a broken connection from
 * costing two downloads.
 *
 * The service account's survive a reload (they are no secrets). Those of people who signed in survive their tokens, of
 * which there is a new one every half hour, but no reload, which forgets who was there.
 */
export class PendingDownloads {
  readonly #attempts: Map<string, Entry>;
  readonly #isKept: boolean;

  /** @param person who downloads, `null` for the service's own account */
  constructor(person: string | null) {
    this.#isKept = person === null;
    this.#attempts = person === null ? readKept() : (ofPeople.get(person) ?? new Map());
    if (person !== null) ofPeople.set(person, this.#attempts);
  }

  /** The attempt at an image that may have been charged and has no end yet. */
  uncertain(imageId: string): Attempt | null {
    const entry = this.#attempts.get(imageId);
    return entry && !entry.isFree ? entry.attempt : null;
  }

  /** The attempt to send: the one without an end, or a new one under a new key. */
  begin(input: DownloadImageInput): Attempt {
    const entry = this.#attempts.get(input.imageId);
    const goesOn = entry && (!entry.isFree || isSame(entry.attempt, input));
    const attempt = goesOn ? entry.attempt : { ...input, idempotencyKey: crypto.randomUUID() };
    this.#attempts.set(input.imageId, { attempt, isFree: false });
    this.#keep();
    return attempt;
  }

  /** The attempt was certainly not charged. The same again goes under the same key, another input under another. */
  free(imageId: string): void {
    const entry = this.#attempts.get(imageId);
    if (entry) this.#attempts.set(imageId, { ...entry, isFree: true });
    this.#keep();
  }

  /** The attempt has its end. */
  end(imageId: string): void {
    this.#attempts.delete(imageId);
    this.#keep();
  }

  #keep(): void {
    if (!this.#isKept) return;
    try {
      sessionStorage.setItem(storageKey, JSON.stringify([...this.#attempts]));
    } catch {
      // Storage is full or forbidden: then a reload forgets, and the earlier downloads shown beside the button remind.
    }
  }
}

/** Whether an attempt was made with an input. */
const isSame = ({ idempotencyKey: _key, ...attempt }: Attempt, input: DownloadImageInput): boolean =>
  [...new Set([...Object.keys(attempt), ...Object.keys(input)])].every(
    (name) => Reflect.get(attempt, name) === Reflect.get(input, name),
  );

function readKept(): Map<string, Entry> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as [string, Entry][]);
  } catch {
    return new Map();
  }
}
