import { badInput, type ServiceError } from '../../errors/service-error.js';

/**
 * Levels of lists and objects in one variable. The deepest input of the schema has 4; graphql's coercion, and JSON's
 * writer, recurse for every level and overflow the stack at some thousand.
 */
export const MAX_VARIABLE_DEPTH = 32;

/** Why variables are refused unread: one is nested too deep. `null` where none is. Linear, and does not recurse. */
export function variablesRefusal(
  variables: Readonly<Record<string, unknown>> | undefined,
): ServiceError | null {
  if (variables === undefined) return null;
  for (const [name, value] of Object.entries(variables)) {
    if (isDeep(value))
      return badInput(
        ['variables', name],
        `The value is nested too deep; at most ${MAX_VARIABLE_DEPTH} levels of lists and objects are allowed.`,
      );
  }
  return null;
}

function isDeep(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  let level: object[] = [value];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_VARIABLE_DEPTH) return true;
    const next: object[] = [];
    for (const parent of level)
      for (const child of Object.values(parent))
        if (typeof child === 'object' && child !== null) next.push(child);
    level = next;
  }
  return false;
}
