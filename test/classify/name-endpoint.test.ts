import { expect, test } from 'vitest';
import { addressOf, nameEndpoint } from '../../service/classify/name-endpoint.ts';

test.each([
  [
    'https://abc.eu-west-1.aws.endpoints.huggingface.cloud',
    'remote',
    'remote:abc.eu-west-1.aws.endpoints.huggingface.cloud',
  ],
  ['http://10.0.3.12:8081/predict', 'remote', 'remote:10.0.3.12:8081'],
  ['https://user:hush@e.example/models/hush/hush?key=hush#hush', 'remote', 'remote:e.example'],
  [
    'https://router.huggingface.co/hf-inference/models/acme/tickets-v2?key=hush',
    'acme/tickets-v2',
    'remote:router.huggingface.co/acme/tickets-v2',
  ],
  ['https://huggingface.co.evil.example/models/hush/hush', 'remote', 'remote:huggingface.co.evil.example'],
])('a model behind %s is named by its host, or by its id on the hub', (url, name, version) => {
  expect(nameEndpoint(url)).toEqual({ name, version });
});

test('what a person is told of an address has no user, password or query', () => {
  expect(addressOf('https://user:hush@e.example:8443/predict?key=hush#hush')).toBe('https://e.example:8443/predict');
});
