import { decompress as unzstd } from 'fzstd';
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';
import snappy from 'snappyjs';

/** Java clients wrap snappy in blocks of their own: this magic, two version numbers, then length and block in turn. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const xerialHeaderBytes = 16;

/**
 * kafkajs reads gzip only and stops for ever at the first batch in another codec, so a helpdesk's choice of compression
 * would stop the topic. Reading is all that is needed: what is written here is not compressed.
 */
export function registerCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.Snappy] = readOnly('snappy', unsnappy);
  CompressionCodecs[CompressionTypes.LZ4] = readOnly('lz4', (bytes) => Buffer.from(lz4.decompress(bytes)));
  CompressionCodecs[CompressionTypes.ZSTD] = readOnly('zstd', (bytes) => Buffer.from(unzstd(bytes)));
}

function readOnly(name: string, decompress: (bytes: Buffer) => Buffer) {
  return () => ({
    compress: async () => {
      throw new Error(`${name} is only read here`);
    },
    decompress: async (bytes: Buffer) => decompress(bytes),
  });
}

function unsnappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic)) return Buffer.from(snappy.uncompress(bytes));
  const blocks: Buffer[] = [];
  for (let at = xerialHeaderBytes; at < bytes.length; ) {
    const size = bytes.readInt32BE(at);
    blocks.push(Buffer.from(snappy.uncompress(bytes.subarray(at + 4, at + 4 + size))));
    at += 4 + size;
  }
  return Buffer.concat(blocks);
}
