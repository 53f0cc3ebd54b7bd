/**
 * Redis cannot be reached or refused a command; the command may or may not have happened. Made from the message alone:
 * the client's own error objects carry the command with its arguments, the password among them.
 */
export class RedisUnavailableError extends Error {
  override readonly name = 'RedisUnavailableError';
}
