import { readFileSync } from 'node:fs';

/**
 * A process by number and start time: numbers are used again, after a reboot or in a container often at once.
 * Where the start time cannot be read (no /proc), the number alone must do.
 */
export function identityOf(pid: number): string {
  try {
    // Field 22, counted after the command's closing parenthesis, since a command may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return `${pid} ${fields?.[19] ?? ''}`.trim();
  } catch {
    return String(pid);
  }
}

export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** @param identity as `identityOf` gave it to the process that wrote it down */
export function isSameProcessAlive(identity: string): boolean {
  const pid = Number(identity.split(' ')[0]);
  return isAlive(pid) && (identityOf(pid) === identity || !identity.includes(' '));
}
