import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import {
  buildSchema,
  type DocumentNode,
  isEnumType,
  isObjectType,
  Kind,
  parse,
  print,
  separateOperations,
  specifiedRules,
  validate,
} from 'graphql';
import { parseSync } from 'rolldown/experimental';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as generated from './generated/graphql.js';
import { type Service, startService } from './support/service.js';

const folder = new URL('../../docs/clients/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const schema = buildSchema(read('../../schema/schema.graphqls'));
const files = readdirSync(new URL('operations/', folder));
const all = parse(files.map((file) => read(`operations/${file}`)).join('\n'));
/** Each operation with the fragments it needs, as code generators send it. */
const operations: Record<string, DocumentNode> = separateOperations(all);

/** The fenced blocks of a page in one language, also those that are indented as part of a list. */
const blocks = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms'))].map(
    ([, code]) => code ?? '',
  );

describe('docs/clients/operations', () => {
  it('fits the schema', () => {
    expect(validate(schema, all, specifiedRules).map(({ message }) => message)).toEqual([]);
  });

  it.each(files)('%s is about what its name says', (file) => {
    const names = parse(read(`operations/${file}`)).definitions.map((definition) =>
      'name' in definition ? definition.name?.value : undefined,
    );
    const kebab = names[0]?.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
    expect(names).toHaveLength(1);
    expect(file.replace(/(\.fragment)?\.graphql$/, '')).toBe(kebab);
  });

  it('is in test/clients/generated (npm run codegen)', () => {
    const made: Record<string, unknown> = { ...generated };
    for (const [name, { definitions }] of Object.entries(operations)) {
      const document = made[`${name}Document`] as DocumentNode;
      expect(document.definitions.map(print).sort()).toEqual(definitions.map(print).sort());
    }
  });

  it('makes a key part of every single download', () => {
    const keys = all.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === 'DownloadOne'
        ? (definition.variableDefinitions ?? []).map(print)
        : [],
    );
    expect(keys).toContain('$idempotencyKey: String!');
  });
});

describe.each(['README.md', 'ios.md', 'android.md', 'web.md'])('docs/clients/%s', (page) => {
  it('links to files that exist', () => {
    for (const [, link = ''] of read(page).matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(existsSync(new URL(link, folder)), link).toBe(true);
    }
  });

  it('has JSON that parses', () => {
    for (const code of blocks(page, 'json')) expect(() => JSON.parse(code)).not.toThrow();
  });
});

/** The code of a page that is TypeScript, block by block. */
const typeScriptIn = (page: string): string[] => ['ts', 'tsx'].flatMap((language) => blocks(page, language));

/** Modules of the reader's own app. */
const ownModules = new Set(['./app', './token', './generated/graphql']);
/** Packages that this repository does not install: bindings of React that only repeat what is tested without it. */
const notInstalled = new Set(['react-relay', 'urql']);

describe.each(['web.md', '../../examples/token-backend/README.md'])(
  'the TypeScript in docs/clients/%s',
  (page) => {
    it('parses', () => {
      const code = typeScriptIn(page);
      expect(code.length).toBeGreaterThan(0);
      for (const block of code) expect(parseSync('guide.tsx', block).errors, block).toEqual([]);
    });

    it('imports names that their modules export', async () => {
      for (const block of typeScriptIn(page)) {
        for (const { moduleRequest, entries } of parseSync('guide.tsx', block).module.staticImports) {
          const from = moduleRequest.value;
          if (ownModules.has(from) || notInstalled.has(from)) continue;
          const target = from.startsWith('./') ? new URL(`web/${from}.ts`, folder).href : from;
          const names = Object.keys((await import(/* @vite-ignore */ target)) as object);
          expect(names).toEqual(expect.arrayContaining(entries.map(({ importName }) => importName.name)));
        }
      }
    });
  },
);

describe('the install lines of docs/clients/web.md', () => {
  const lines = blocks('web.md', 'sh').filter((code) => code.includes('npm install'));
  const installed = new Set(lines.flatMap((line) => line.split(/\s+/)));
  const packageOf = (module: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
  const modules = [
    ...readdirSync(new URL('web/', folder)).map((file) => read(`web/${file}`)),
    ...typeScriptIn('web.md'),
  ].flatMap((code) =>
    parseSync('guide.tsx', code).module.staticImports.map((one) => one.moduleRequest.value),
  );

  it('install every package that the code of the guide imports', () => {
    const packages = modules.filter((module) => !module.startsWith('.')).map(packageOf);
    expect(packages).toContain('@apollo/client');
    expect([...installed]).toEqual(expect.arrayContaining(packages));
  });

  it('install exact versions', () => {
    for (const line of lines.flatMap((code) => code.split('&&'))) expect(line).toContain('--save-exact');
  });
});

describe('Query.downloadAttempt in docs/clients/README.md', () => {
  const [example = ''] = blocks('README.md', 'graphql');
  const isInSchema = 'downloadAttempt' in (schema.getQueryType()?.getFields() ?? {});

  it('is shown with an operation that is valid, or marked as not in the schema yet', () => {
    expect(read('README.md').includes('not in the schema of this version yet')).toBe(!isInSchema);
    const problems = validate(schema, parse(example)).map(({ message }) => message);
    const missing = expect.stringContaining('Cannot query field "downloadAttempt" on type "Query".');
    expect(problems).toEqual(isInSchema ? [] : [missing]);
  });
});

describe('extra.graphqls in docs/clients/android.md', () => {
  const [extra = ''] = blocks('android.md', 'graphql');
  const extended = (directive: string) =>
    [...extra.matchAll(new RegExp(`extend type (\\w+) @${directive}`, 'g'))]
      .map(([, name = '']) => name)
      .sort();
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);

  it('gives an identity to every type that has an id', () => {
    const nodes = objects.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'));
    expect(extended('typePolicy')).toEqual(nodes.map(({ name }) => name).sort());
  });

  it('joins the pages of every connection', () => {
    const connections = objects.filter((type) => 'edges' in type.getFields());
    expect(extended('connection')).toEqual(connections.map(({ name }) => name).sort());
  });
});

/** Names as generators make them of the schema's: in Swift `outcomeUnknown`, in Kotlin `OUTCOME_UNKNOWN`. */
const camel = (value: string): string =>
  value.toLowerCase().replace(/_(.)/g, (_match, letter: string) => letter.toUpperCase());

describe.each([
  ['ios.md', 'swift'],
  ['android.md', 'kotlin'],
])('the code in docs/clients/%s', (page, language) => {
  const code = blocks(page, language).join('\n');

  it('depends on exact versions', () => {
    const versions = [...code.matchAll(/(?:exact: |version |:)"?(\d+\.\d+\.\d+)"/g)];
    expect(versions.length).toBeGreaterThan(0);
    expect(code).not.toMatch(/from: "\d|:\d[^"]*\+"|latest/);
  });

  it('does not wait after the last attempt of a retry loop', () => {
    const waits = code.split('\n').filter((line) => /\b(?:Task\.sleep|delay)\(/.test(line));
    expect(waits).toHaveLength(1);
    expect(waits[0]).toMatch(/if \(?attempt < attempts\)?/);
  });

  it('stores the key before it sends the mutation', () => {
    expect(code.indexOf('WishStore')).toBeGreaterThan(-1);
    expect(code.indexOf('WishStore')).toBeLessThan(code.indexOf('DownloadOneMutation('));
  });

  it('has no client key', () => {
    expect(code).not.toMatch(/client-key/i);
  });

  it('uses operations that are in docs/clients/operations, with all their variables', () => {
    const named = [...code.matchAll(/\b([A-Z]\w+?)(?:Query|Mutation)\(([^;]*?)\)/gs)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, name = '', sent = ''] of named) {
      const operation = operations[name]?.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
      if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${name} is no operation`);
      const variables = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
      const used = [...sent.matchAll(/(\w+)(?::| =)/g)].map(([, variable]) => variable);
      expect(variables).toEqual(expect.arrayContaining(used));
      // Swift's initializers want every variable, in the operation's order; Kotlin's leave out optional ones.
      if (language === 'swift') expect(used).toEqual(variables);
    }
  });

  it('uses types and values that are in the schema', () => {
    for (const [, type = ''] of code.matchAll(/\b(?:as|on)([A-Z]\w+Error)\b/g)) {
      expect(schema.getType(type)?.name).toBe(type);
      expect(print(all)).toContain(`... on ${type}`);
    }
    const values = Object.values(schema.getTypeMap()).flatMap((type) =>
      isEnumType(type) ? type.getValues().map(({ name }) => `${type.name}.${name}`) : [],
    );
    for (const [used] of code.matchAll(/\b(?:DownloadErrorCode|ErrorCode|ProductOfferingType)\.[A-Z_]+\b/g)) {
      expect(values).toContain(used);
    }
    const inSwift = values.map((value) => camel(value.replace(/^\w+\./, '')));
    for (const [, used = ''] of code.matchAll(/\.case\(\.(\w+)\)/g)) expect(inSwift).toContain(used);
  });
});

/** What the two send, apart from the operation. */
const mobile = {
  'Apollo iOS': 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json',
  'Apollo Kotlin': 'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json',
};

describe.each(Object.entries(mobile))('a request as %s sends it', (_client, accept) => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.close());

  async function post(body: unknown, headers = service.as('plenty')) {
    const response = await fetch(service.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...headers },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as {
      data?: unknown;
      errors?: { extensions: { code: string } }[];
    };
    const type = response.headers.get('content-type')?.split(';')[0];
    return { status: response.status, type, data: answer.data, code: answer.errors?.[0]?.extensions.code };
  }

  function variablesOf(operation: string): Record<string, unknown> {
    const item = () => ({ imageId: service.freshImage(), idempotencyKey: randomUUID() });
    switch (operation) {
      case 'SearchPage':
        return { phrase: 'cat', first: 2 };
      case 'DownloadOne':
        return item();
      case 'DownloadMany':
        return { items: [item(), item()] };
      default:
        return {};
    }
  }

  it.each(Object.keys(operations))('is answered: %s', async (operationName) => {
    const query = print(operations[operationName] ?? all);
    const { status, type, data, code } = await post({
      operationName,
      query,
      variables: variablesOf(operationName),
    });
    expect({ status, type, code }).toEqual({
      status: 200,
      type: 'application/graphql-response+json',
      code: undefined,
    });
    expect(data).toBeTruthy();
  });

  it('by its hash is answered once the text was sent', async () => {
    const query = print(operations['ErrorMessages'] ?? all);
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect((await post({ extensions })).code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect((await post({ extensions, query })).code).toBeUndefined();
    expect((await post({ extensions })).data).toBeTruthy();
  });

  it('fails with an honest status and a body to read', async () => {
    const type = 'application/graphql-response+json';
    const query = '{ productOfferings { id } }';
    expect(await post({ query: '{ nope }' })).toMatchObject({
      status: 400,
      type,
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
    expect(await post({ query }, { authorization: 'nonsense' })).toMatchObject({
      status: 401,
      type,
      code: 'UNAUTHENTICATED',
    });
    expect(await post({ query }, { authorization: 'Bearer of-nobody' })).toMatchObject({
      status: 200,
      type,
      code: 'UNAUTHENTICATED',
    });
  });
});
