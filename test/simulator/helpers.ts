import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/src/index.js';

/** A response. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** A call as a test writes it. */
export interface Ask {
  readonly method?: string;
  readonly as?: string;
  readonly key?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A simulator, and a way to call it with the key and, if named, an account's token. */
export class Bench {
  private constructor(readonly sim: Simulator) {}

  static async start(options: SimulatorOptions = {}): Promise<Bench> {
    return new Bench(await startSimulator(options));
  }

  async call(path: string, ask: Ask = {}): Promise<Answer> {
    const headers: Record<string, string> = { ...ask.headers };
    if (ask.key !== null) headers['api-key'] = ask.key ?? this.sim.apiKey;
    if (ask.as !== undefined) headers['authorization'] = `Bearer ${this.sim.issueToken(ask.as)}`;
    const init: RequestInit = { method: ask.method ?? 'GET', headers, redirect: 'manual' };
    if (ask.body !== undefined) init.body = ask.body;
    const response = await fetch(path.startsWith('http') ? path : `${this.sim.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  }

  /** `POST /v3/downloads/images/{id}` without a redirect. */
  download(id: string, as: string, query = 'product_type=easyaccess', body?: string): Promise<Answer> {
    const path = `/v3/downloads/images/${id}?auto_download=false${query === '' ? '' : `&${query}`}`;
    return this.call(path, { method: 'POST', as, ...(body === undefined ? {} : { body }) });
  }

  form(fields: Record<string, string>, path = '/oauth2/token'): Promise<Answer> {
    return this.call(path, {
      method: 'POST',
      key: null,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  }
}

function parse(text: string): Answer['json'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
