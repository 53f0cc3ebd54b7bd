/** One setting that cannot be used. Never holds the value that was found: it may be a secret in the wrong place. */
export interface ConfigProblem {
  /** The environment variable, e.g. `PORT`. */
  readonly variable: string;
  /** What would do, in words. */
  readonly expected: string;
  /** A line that can be copied into `.env`, e.g. `PORT=4000`. */
  readonly example: string;
}

/** The environment cannot be used; the message lists every problem at once, so that nobody mends them one start at a time. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(['The settings cannot be used:', ...problems.map(describe)].join('\n'));
  }
}

const describe = ({ variable, expected, example }: ConfigProblem): string =>
  `  ${variable}: expected ${expected}, e.g. ${example}`;
