import { SignalboxError } from '../errors.ts';
import { conflicts } from './conflicts.ts';
import { type Environment, environmentSchema } from './environment.ts';

/**
 * Empty variables count as absent, as `docker compose` passes them.
 * @throws SignalboxError CONFIG_INVALID that lists every wrong variable at once
 */
export function readVariables(variables: NodeJS.ProcessEnv): Environment {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = environmentSchema.safeParse(present);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(
        (issue) => `${issue.path.join('.')}: ${issue.message} (found ${quote(present, issue.path[0])})`,
      );
  problems.push(...conflicts(present));
  if (!parsed.success || problems.length > 0) {
    throw new SignalboxError(
      'CONFIG_INVALID',
      `the environment is wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
      {
        remedy: 'correct these variables; .env.example explains each of them',
      },
    );
  }
  return parsed.data;
}

/** Secrets never reach a message. */
function quote(env: NodeJS.ProcessEnv, name: PropertyKey | undefined): string {
  const value = env[String(name)];
  if (value === undefined) return 'nothing';
  if (/PASSWORD|TOKEN|SECRET|DATABASE_URL/.test(String(name)) || /@|:\/\/.*[?#]/.test(value))
    return 'a value that is not shown';
  return JSON.stringify(value.slice(0, 80));
}
