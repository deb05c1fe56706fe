import { type KyselyPlugin, RawNode } from 'kysely';

/** Statements are explained and not run. */
export function explaining(plans: string[]): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      if (!RawNode.is(node)) throw new TypeError(`a ${node.kind} cannot be explained`);
      const [first = '', ...others] = node.sqlFragments;
      return RawNode.create([`explain (costs off) ${first}`, ...others], node.parameters);
    },
    transformResult: async ({ result }) => {
      plans.push(result.rows.map((row) => row['QUERY PLAN']).join('\n'));
      return result;
    },
  };
}
