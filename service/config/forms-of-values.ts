import { isIP } from 'node:net';
import { z } from 'zod';

// What single variables of the environment may hold, each with what is said of one that does not.

export const text = z.string().trim().min(1);
const amount = z.coerce.number({ error: 'is not a number' });
export const wholeNumber = (least: number, most: number) =>
  amount.int('must be a whole number').min(least, `must be at least ${least}`).max(most, `must be at most ${most}`);
export const nonNegative = amount.nonnegative('must be 0 or more');
export const share = amount.min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1');
export const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform((v) => v === 'true' || v === '1');
const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });
const lacks = (...parts: ('username' | 'password' | 'search' | 'hash')[]) => {
  return (address: string) => !URL.canParse(address) || parts.every((part) => new URL(address)[part] === '');
};
/** fetch takes no address with a password in it; that holds for all that follow. */
export const endpointUrl = url.refine(
  lacks('username', 'password'),
  'must be without user and password; the token goes into HF_TOKEN',
);
/** Paths are put behind it. */
const baseUrl = url.refine(lacks('username', 'password', 'search', 'hash'));
export const frontierUrl = z.union([baseUrl, text.regex(/^replay:./)], {
  error:
    'must be an http(s) URL without user, password, query or fragment (the token goes into FRONTIER_TOKEN), or replay:FOLDER',
});
/** As OpenID Connect has it; the path of the discovery document is put behind it. */
export const issuerUrl = url.refine(
  lacks('username', 'password', 'search', 'hash'),
  'must be without user, password, query and fragment',
);
export const jwksUrl = url.refine(lacks('username', 'password'), 'must be without user and password');
/** It is sent as a header. */
export const bearerToken = text.regex(
  /^[\x21-\x7e]+$/,
  'has a space or a character that no token has: was it copied whole?',
);
// The connection string of libpq; its query may name host and certificates.
export const databaseUrl = text.refine(
  (address) => /^postgres(?:ql)?:\/\//.test(address) && URL.canParse(address),
  'must be postgres://USER:PASSWORD@HOST:PORT/DATABASE, special characters in the password percent-encoded',
);
const hostAndPort = /^(?:[^\s,:]+|\[[^\]]+\]):(\d{1,5})$/;
const isHostAndPort = (broker: string) => {
  const port = Number(hostAndPort.exec(broker)?.[1]);
  return port >= 1 && port <= 65_535;
};
export const brokers = text
  .transform((list) => list.split(',').map((broker) => broker.trim()))
  .refine((list) => list.every(isHostAndPort), 'must be HOST:PORT, several separated by commas');
/** What is written as an IPv4 address has to be one: resolvers would look it up as a name. */
export const ownHost = text.refine(
  (host) => isIP(host) !== 0 || (/^[\w.-]+$/.test(host) && !/^[\d.]+$/.test(host)),
  'must be an IP address or a host name of this machine, without scheme, port and brackets',
);
/** As Express takes them; it knows no range of all addresses, and an IPv4 within an IPv6 address only as `::ffff:1.2.3.4`. */
const isTrustedProxy = (proxy: string) => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(proxy)) return true;
  const [, address = '', length] = /^([^/%]*)(?:\/(\d{1,3}))?$/.exec(proxy) ?? [];
  const version = isIP(address);
  if (version === 0 || (version === 6 && /\./.test(address) && !/^::ffff:[\d.]+$/i.test(address))) return false;
  return length === undefined || (Number(length) >= 1 && Number(length) <= (version === 4 ? 32 : 128));
};
export const trustedProxies = text.refine(
  (given) => /^\d+$/.test(given) || given.split(',').every((proxy) => isTrustedProxy(proxy.trim())),
  'must be the number of proxies, or a list separated by commas of IP addresses, ranges such as 10.0.0.0/8, loopback, linklocal and uniquelocal',
);
const kafkaName = /^[a-zA-Z0-9._-]{1,249}$/;
const nameIsMadeOf = 'made of letters, digits, ".", "_" and "-", at most 249 of them';
export const groupPrefix = text.regex(kafkaName, `must be ${nameIsMadeOf}`);
export const topicName = text.refine(
  (name) => kafkaName.test(name) && name !== '.' && name !== '..',
  `is not a Kafka topic name; one is ${nameIsMadeOf}`,
);
