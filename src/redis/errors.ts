/**
 * Redis is unreachable or refused a command, which may or may not have been executed. Holds the message only: the errors
 * of ioredis carry the command with its arguments, which may include the password.
 */
export class RedisUnavailableError extends Error {
  override readonly name = 'RedisUnavailableError';
}
