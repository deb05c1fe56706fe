import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { score } from '../../service/classify/onnx-worker.ts';

const calibration = { temperature: 1, outOfTaxonomy: { bias: 0, distance: 1, logSumExp: 0, threshold: 0.5 } };

/** What the graph is given for two texts of one and two tokens, of a model with this manifest. */
async function givenTo(tokens: { pad: number } | undefined): Promise<{ ids: bigint[]; mask: bigint[] }> {
  let given: InferenceSession.FeedsType = {};
  const session = {
    run: async (feeds: InferenceSession.FeedsType) => {
      given = feeds;
      const zeros = (columns: number) => new Tensor('float32', new Float32Array(2 * columns), [2, columns]);
      return { logits: zeros(2), distance: zeros(1), embedding: zeros(3) };
    },
  } as unknown as InferenceSession;
  const manifest = { maxTokens: 16, padToMultipleOf: 4, ...(tokens && { tokens }) };
  await score(session, [[5], [6, 7]], { folder: '', manifest, calibration, columns: [0, 1] });
  const read = (name: string) => [...((given[name] as Tensor).data as BigInt64Array)];
  return { ids: read('input_ids'), mask: read('attention_mask') };
}

const mask = [1n, 0n, 0n, 0n, 1n, 1n, 0n, 0n];

test('inputs are padded with the token that the manifest names, which the graph does not look at', async () => {
  expect(await givenTo({ pad: 1 })).toEqual({ ids: [5n, 1n, 1n, 1n, 6n, 7n, 1n, 1n], mask });
});

test('a manifest that names none is that of a BERT vocabulary, which pads with 0', async () => {
  expect(await givenTo(undefined)).toEqual({ ids: [5n, 0n, 0n, 0n, 6n, 7n, 0n, 0n], mask });
});
