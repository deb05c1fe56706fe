import type { Config, Role } from './config.ts';
import type { Taxonomy } from './contracts/taxonomy.ts';
import { type AskingRules, type FallbackRules, loadAskingRules, loadFallbackRules } from './load-rules.ts';
import { loadTaxonomy } from './load-taxonomy.ts';
import { type Specialist, startSpecialist } from './start-specialist.ts';

/** What the roles of one process go by. */
export interface RoleParts {
  taxonomy: Taxonomy;
  /** Of the roles that classify, router and api; null without them. */
  specialist: Specialist | null;
  /** Of the role escalator; null without it. */
  fallback: FallbackRules | null;
  /** Null where no frontier model is asked. */
  asking: AskingRules | null;
}

/**
 * Each role gets what it works with: a file, a model or an endpoint that no role of a process needs takes no memory of it, no second
 * of its start, and cannot keep it from starting. Variables are checked all the same, whatever the roles.
 * @throws SignalboxError: see startSpecialist, loadAskingRules, loadFallbackRules and loadTaxonomy
 */
export async function startRoleParts(config: Config, roles: readonly Role[]): Promise<RoleParts> {
  const escalates = roles.includes('escalator');
  const asks = escalates && config.frontier !== null;
  if (roles.includes('router') || roles.includes('api')) {
    const specialist = await startSpecialist(config);
    const { taxonomy } = specialist;
    return { taxonomy, specialist, fallback: escalates ? specialist : null, asking: asks ? specialist : null };
  }
  const asking = asks ? await loadAskingRules(config) : null;
  const fallback = asking ?? (escalates ? await loadFallbackRules(config) : null);
  return {
    taxonomy: fallback?.taxonomy ?? (await loadTaxonomy(config.taxonomyPath)),
    specialist: null,
    fallback,
    asking,
  };
}
