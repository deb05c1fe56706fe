/** One node that is broker and controller, for one machine: nothing is replicated, and internal topics stay small. */
export function serverProperties({
  logFolder,
  brokerPort,
  controllerPort,
}: {
  logFolder: string;
  brokerPort: number;
  controllerPort: number;
}): string {
  const properties: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${brokerPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${brokerPort}`,
    'log.dirs': logFolder.replaceAll('\\', '/'),
    'auto.create.topics.enable': 'false',
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${escaped(String(value))}`)
    .join('\n')}\n`;
}

/** Java reads such a file as Latin-1: of any other letter in a folder's name it would make others, and its files lie elsewhere. */
const escaped = (value: string): string =>
  value.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
