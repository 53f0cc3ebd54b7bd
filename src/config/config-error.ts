/** One setting that cannot be used. Never holds the value that was found: it may be a secret in the wrong place. */
export interface ConfigProblem {
  /** The environment variable, e.g. `PORT`. */
  readonly variable: string;
  /** Describes a valid value; follows the word “expected”. */
  readonly expected: string;
  /** A line that can be copied into `.env`, e.g. `PORT=4000`. */
  readonly example: string;
}

/** Invalid environment. The message lists every problem, so that one start shows them all. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(['The settings cannot be used:', ...problems.map(describe)].join('\n'));
  }
}

const describe = ({ variable, expected, example }: ConfigProblem): string =>
  `  ${variable}: expected ${expected}, e.g. ${example}`;
