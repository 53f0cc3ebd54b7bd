/** The languages that Getty Images serves, spelled as in its documentation. */
export const supportedLanguages = Object.freeze([
  'cs',
  'de',
  'en-GB',
  'en-US',
  'es',
  'fi',
  'fr',
  'hu',
  'id',
  'it',
  'ja',
  'ko',
  'nl',
  'pl',
  'pt-BR',
  'pt-PT',
  'ro',
  'ru',
  'sv',
  'th',
  'tr',
  'uk',
  'vi',
  'zh-HK',
]);

const exact = new Map(supportedLanguages.map((language) => [language.toLowerCase(), language]));
/**
 * Resolves a language without region to the first of the list that begins with it, but English to American English.
 */
const byPrefix = new Map([...supportedLanguages].reverse().map((language) => [prefixOf(language), language]));
byPrefix.set('en', 'en-US');

/**
 * Reduces `Accept-Language` to one language that Getty Images knows, or `null` for its default. A caller's header is
 * never passed on as it came: each spelling would be a cache entry of its own.
 *
 * A range matches as RFC 4647 looks up: itself, else with its subtags taken off from the end (`de-AT` finds `de`).
 * Higher `q` first, then the order written in; `q=0` and `*` choose nothing.
 */
export function negotiateLanguage(header: string | undefined): string | null {
  if (header === undefined || header.length > 1_000) return null;
  const ranges = header
    .split(',')
    .map((part) => rangeOf(part))
    .filter(({ q }) => q > 0)
    .sort((one, other) => other.q - one.q);
  for (const { tag } of ranges) {
    const language = lookUp(tag);
    if (language !== null) return language;
  }
  return null;
}

/** One entry of the header; an unreadable `q` counts as 0, so that the entry is left out. */
function rangeOf(part: string): { tag: string; q: number } {
  const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  if (weight === undefined) return { tag, q: 1 };
  return { tag, q: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 0 };
}

function lookUp(tag: string): string | null {
  const subtags = tag.split('-');
  for (let length = subtags.length; length > 0; length -= 1) {
    const shorter = subtags.slice(0, length).join('-');
    const language = exact.get(shorter) ?? (length === 1 ? byPrefix.get(shorter) : undefined);
    if (language) return language;
  }
  return null;
}

function prefixOf(language: string): string {
  return language.split('-')[0]?.toLowerCase() ?? language;
}
