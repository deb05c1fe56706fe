import { nearestName } from '../nearest-name.ts';
import { environmentVariables } from './environment.ts';

const ownPrefix = /^(?:FRONTIER|KAFKA|SIGNALBOX)_/;
const ours = environmentVariables.filter((name) => ownPrefix.test(name));

/**
 * Variables that are set, that nobody reads, and that a letter or two make one of ours: a budget that is misspelt holds nothing.
 * What others put there (Kubernetes has KAFKA_PORT_9092_TCP for a service named kafka) is too far from all of them.
 */
export function misspeltVariables(environment: NodeJS.ProcessEnv): { name: string; meant: string }[] {
  // One of ours that is set is not what was meant: another tool's variable may resemble it.
  const unset = ours.filter((known) => !environment[known]?.trim());
  return Object.keys(environment)
    .filter((name) => environment[name]?.trim() && !environmentVariables.includes(name))
    .flatMap((name) => {
      const meant = nearestName(name, unset, (variable) => variable.replace(ownPrefix, ''));
      return meant ? [{ name, meant }] : [];
    });
}
