import type { ServerContext } from '../http/listener.js';
import { json, type Reply } from '../http/reply.js';
import type { Fault } from '../types.js';

type Input = Record<string, unknown>;
type Action = (context: ServerContext, input: Input) => unknown;

/**
 * The control API under `/__simulator`: what a test in the same process does with method calls, for those who
 * drive a simulator from outside. Everything is JSON; what it does is neither recorded nor struck by faults.
 */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /': () => ({ actions: Object.keys(ACTIONS) }),
  'GET /state': ({ state, requests }) => ({
    now: state.clock.now(),
    gettyNow: state.clock.getty(),
    options: state.options,
    requests: requests.length,
    charges: state.ledger.charges.length,
    faults: state.faults.list().length,
  }),
  'GET /requests': ({ requests }) => ({ requests }),
  'DELETE /requests': ({ requests }) => ({ forgotten: requests.splice(0).length }),
  'GET /ledger': ({ state }) => ({ charges: state.ledger.charges }),
  'GET /accounts': ({ state }) => ({ accounts: state.accounts }),
  'POST /remaining': ({ state }, input) => {
    state.setRemaining(text(input, 'account'), number(input, 'productId'), number(input, 'remaining'));
    return { account: state.account(text(input, 'account')) };
  },
  'GET /faults': ({ state }) => ({ faults: state.faults.list().map(shownFault) }),
  'POST /faults': ({ state }, input) => {
    state.faults.add(faultFrom(input));
    return { faults: state.faults.list().map(shownFault) };
  },
  'DELETE /faults': ({ state }) => {
    state.faults.clear();
    return { faults: [] };
  },
  'POST /options': ({ state }, input) => {
    const stranger = Object.keys(input).find((name) => !(name in state.options));
    if (stranger !== undefined) throw new Error(`There is no option "${stranger}".`);
    Object.assign(state.options, input);
    return { options: state.options };
  },
  'POST /clock': (context, input) => {
    context.state.clock.advance(number(input, 'advanceMs'));
    const committed = context.state.ledger.runDue(context.state.clock.now());
    return { now: context.state.clock.now(), committed };
  },
  'POST /tokens': ({ state }, input) => {
    const lifetime = input['lifetimeSeconds'];
    const account = state.account(text(input, 'account'));
    const seconds = typeof lifetime === 'number' ? lifetime : state.options.tokenLifetimeSeconds;
    return { access_token: state.tokens.issue(account.name, 'oauth', seconds).token };
  },
  'DELETE /tokens': ({ state }) => {
    state.tokens.expireAll();
    return { expired: true };
  },
  'POST /reset': ({ state, requests }) => {
    state.reset();
    requests.splice(0);
    return { reset: true };
  },
};

/** Handles a request to the control API. */
export async function control(
  context: ServerContext,
  method: string,
  url: URL,
  body: string,
): Promise<Reply> {
  const path = url.pathname.replace(/^\/__simulator/, '').replace(/\/$/, '') || '/';
  const action = ACTIONS[`${method} ${path}`];
  if (action === undefined) {
    return json(404, { error: `There is no ${method} ${url.pathname}.`, actions: Object.keys(ACTIONS) });
  }
  try {
    return json(200, await action(context, readInput(body)));
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function readInput(body: string): Input {
  const value: unknown = body.trim() === '' ? {} : JSON.parse(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('The body must be a JSON object.');
  return { ...value };
}

function text(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== 'string') throw new Error(`"${name}" must be text.`);
  return value;
}

function number(input: Input, name: string): number {
  const value = input[name];
  if (typeof value !== 'number') throw new Error(`"${name}" must be a number.`);
  return value;
}

const KINDS: readonly string[] =
  'delay delayAfterCommit proxy proxyAfterCommit reset hang status truncate resetAfterCommit hangAfterCommit statusAfterCommit malformed html wrongType emptyBody drip huge redirect resetInBody hangInBody gzip'.split(
    ' ',
  );

/** A fault out of JSON. `operationPattern` is a regular expression; `times` may be the word "always". */
function faultFrom(input: Input): Fault {
  const { operationPattern, times, ...rest } = input;
  const kind = text(input, 'kind');
  if (!KINDS.includes(kind)) throw new Error(`"kind" must be one of: ${KINDS.join(', ')}.`);
  return {
    ...(rest as unknown as Fault),
    ...(typeof operationPattern === 'string' ? { operation: new RegExp(operationPattern) } : {}),
    ...(times === 'always'
      ? { times: Number.POSITIVE_INFINITY }
      : typeof times === 'number'
        ? { times }
        : {}),
  };
}

function shownFault(fault: Fault): Input {
  const { operation, times, v1Items, v1Header, ...rest } = fault;
  return {
    ...rest,
    ...(operation === undefined ? {} : { operation: String(operation) }),
    times: times === Number.POSITIVE_INFINITY ? 'always' : times,
    inProcessHooks: v1Items !== undefined || v1Header !== undefined,
  };
}
