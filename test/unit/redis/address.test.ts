import { describe, expect, it } from 'vitest';
import { parseRedisUrl, passwordsOf } from '../../../src/redis/address.js';
import { parseServerInfo, unsupportedReason } from '../../../src/redis/server-info.js';

describe('a Redis address', () => {
  it.each([
    ['redis://cache', 'single', [['cache', 6379]], 'redis://cache:6379'],
    ['rediss://u:p@cache:7000/2', 'single', [['cache', 7000]], 'rediss://cache:7000/2'],
    ['redis://[::1]:7000', 'single', [['::1', 7000]], 'redis://[::1]:7000'],
    [
      'redis+sentinel://a,b:7/main',
      'sentinel',
      [
        ['a', 26379],
        ['b', 7],
      ],
      'redis+sentinel://a:26379,b:7/main',
    ],
    ['redis+sentinel://a/main/3', 'sentinel', [['a', 26379]], 'redis+sentinel://a:26379/main/3'],
    [
      'rediss+cluster://:p@a,b:7',
      'cluster',
      [
        ['a', 6379],
        ['b', 7],
      ],
      'rediss+cluster://a:6379,b:7',
    ],
  ])('%s names a %s at %j', (url, topology, endpoints, printable) => {
    const address = parseRedisUrl(url);
    expect(address.topology).toBe(topology);
    expect(address.endpoints.map(({ host, port }) => [host, port])).toEqual(endpoints);
    expect(address.printable).toBe(printable);
    expect(address.isTls).toBe(url.startsWith('rediss'));
  });

  it('decodes user and passwords, those of Sentinels too', () => {
    const url = 'redis+sentinel://me:a%2Fb@s/main?sentinelUsername=who&sentinelPassword=c%26d';
    expect(parseRedisUrl(url)).toMatchObject({
      username: 'me',
      password: 'a/b',
      sentinelUsername: 'who',
      sentinelPassword: 'c&d',
    });
    expect(passwordsOf(url)).toEqual(['a/b', 'c&d']);
  });

  it.each([
    'http://cache',
    'redis://',
    'redis://a,b',
    'redis://a:99999',
    'redis://a/one',
    'redis://a?db=1',
    'redis+sentinel://a',
    'redis+cluster://a/1',
    'redis+ring://a',
    'redis://:sesame@a b',
    'redis://:%zz@a',
  ])('%s is refused without repeating it', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/^A Redis address is redis:\/\/host:6379/);
    expect(() => parseRedisUrl(url)).not.toThrow(/sesame/);
  });
});

describe('a Redis server that does not fit its address', () => {
  const fine = 'redis_version:7.0.15\r\nredis_mode:standalone\r\nrole:master\r\n';
  it.each([
    ['redis://a', fine, null],
    ['redis://a', '', null],
    ['redis://a', fine.replace('master', 'slave'), 'it is a replica'],
    ['redis://a', fine.replace('standalone', 'sentinel'), 'redis+sentinel://'],
    ['redis://a', fine.replace('standalone', 'cluster'), 'redis+cluster://'],
    ['redis+cluster://a', fine, 'it is no cluster'],
    ['redis://a', fine.replace('7.0.15', '4.0.9'), '5.0 or newer'],
  ])('%s with %j: %s', (url, info, reason) => {
    const found = unsupportedReason(parseServerInfo(info), parseRedisUrl(url));
    if (reason === null) expect(found).toBeNull();
    else expect(found).toContain(reason);
  });
});
