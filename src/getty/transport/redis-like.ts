/** What the transport needs of Redis. `RedisConnection` fits; so does a fake of ten lines. */
export interface RedisLike {
  /** Whether a command would be sent now. */
  isReady(): boolean;
  /** One command. Rejects when Redis cannot be asked. */
  command(name: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** Runs a constant Lua script, atomically. Rejects when Redis cannot be asked. */
  evaluate(
    script: { readonly name: string; readonly lua: string },
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown>;
}
