import { expect, test } from 'vitest';
import { serverProperties } from '../../service/kafka/local-broker/server-properties.ts';

const ports = { brokerPort: 9092, controllerPort: 9093 };

/** As Java reads a file of properties: bytes are Latin-1, and \uXXXX is a unit of UTF-16. */
const readByJava = (file: string, name: string) =>
  Buffer.from(file)
    .toString('latin1')
    .split('\n')
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .replace(/\\u([0-9a-f]{4})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));

test.each(['/home/josé/Übung/kafka', '/data/服务/𝒦', '/plain/folder'])('Java finds the folder %s', (logFolder) => {
  expect(readByJava(serverProperties({ logFolder, ...ports }), 'log.dirs')).toBe(logFolder);
});

test('a folder of Windows is written with slashes', () => {
  expect(readByJava(serverProperties({ logFolder: 'C:\\data\\kafka', ...ports }), 'log.dirs')).toBe('C:/data/kafka');
});
