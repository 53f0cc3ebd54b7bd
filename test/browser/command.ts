import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { stripVTControlCharacters } from 'node:util';

/** A running program and its output so far. */
export interface Running {
  /** Waits for output that matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Stops it, and waits for its exit. */
  stop(): Promise<void>;
}

interface Where {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

function launch(command: string, args: readonly string[], { cwd, env }: Where) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
  const heard = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      heard.text += part;
    });
  }
  return { child, heard };
}

const gone = (child: ChildProcessWithoutNullStreams): Promise<number | null> =>
  new Promise((resolve, reject) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    child.once('error', reject).once('close', resolve);
  });

/** Runs a program to its end. Throws with all it said when it fails. */
export async function run(command: string, args: readonly string[], where: Where): Promise<void> {
  const { child, heard } = launch(command, args, where);
  const code = await gone(child);
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${heard.text}`);
}

/** Starts a program that goes on until it is stopped. */
export function start(command: string, args: readonly string[], where: Where): Running {
  const { child, heard } = launch(command, args, where);
  const end = gone(child);
  end.catch(() => undefined);
  return {
    async says(pattern) {
      for (let waited = 0; waited < 120_000; waited += 50) {
        // Colours would stand in the middle of addresses.
        const found = pattern.exec(stripVTControlCharacters(heard.text));
        if (found) return found;
        if (child.exitCode !== null) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`${[command, ...args].join(' ')} never printed ${pattern}, but:\n${heard.text}`);
    },
    async stop() {
      child.kill('SIGTERM');
      await end;
    },
  };
}

/** Finds a free port. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
