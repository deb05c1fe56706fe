import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kafkaClassPath } from '../../service/kafka/local-broker/class-path.ts';
import { freePort } from '../../service/kafka/local-broker/free-port.ts';
import { serverProperties } from '../../service/kafka/local-broker/server-properties.ts';
import { until } from './until.ts';

const run = promisify(execFile);
const password = 'correct-horse';

export interface SecuredBroker {
  address: string;
  /** PEM file of the certificate authority, which no client knows by itself. */
  certificatePath: string;
  user: string;
  password: string;
  stop: () => Promise<void>;
}

/** A real broker that takes nothing but TLS with a name and a password, by PLAIN or SCRAM-SHA-512. */
export async function startSecuredBroker(): Promise<SecuredBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-secured-'));
  const keystore = join(folder, 'keys.p12');
  const certificatePath = join(folder, 'ca.pem');
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker'];
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=IP:127.0.0.1,DNS:localhost', '-ext', 'BC=ca:true'];
  await run('keytool', ['-genkeypair', '-keyalg', 'RSA', '-validity', '30', ...store, ...names]);
  await run('keytool', ['-exportcert', '-rfc', '-file', certificatePath, ...store]);

  const [brokerPort, controllerPort] = await Promise.all([freePort(), freePort()]);
  const login = (kind: string, more: string) =>
    `org.apache.kafka.common.security.${kind} required username="helpdesk" password="${password}"${more};`;
  const secured = {
    listeners: `SASL_SSL://127.0.0.1:${brokerPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `SASL_SSL://127.0.0.1:${brokerPort}`,
    'listener.security.protocol.map': 'SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'SASL_SSL',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': login('plain.PlainLoginModule', ` user_helpdesk="${password}"`),
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': login('scram.ScramLoginModule', ''),
    'ssl.keystore.location': keystore,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.password': password,
    'ssl.truststore.location': keystore,
    'ssl.truststore.type': 'PKCS12',
    'ssl.truststore.password': password,
  };
  const configPath = join(folder, 'server.properties');
  // Of a property that stands twice the last one counts.
  const overrides = Object.entries(secured).map(([name, value]) => `${name}=${value}\n`);
  const local = serverProperties({ logFolder: join(folder, 'log'), brokerPort, controllerPort });
  await writeFile(configPath, local + overrides.join(''));

  const classPath = await kafkaClassPath(() => undefined);
  const scram = `SCRAM-SHA-512=[name=helpdesk,password=${password}]`;
  const formatter = ['-cp', classPath, 'kafka.tools.StorageTool', 'format', '--cluster-id=MkU3OEVBNTcwNTJENDM2Qk'];
  await run('java', [...formatter, '-c', configPath, '--add-scram', scram]);
  const child = spawn('java', ['-Xmx256m', '-XX:+UseSerialGC', '-cp', classPath, 'kafka.Kafka', configPath], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const left = once(child, 'exit');
      child.kill('SIGKILL'); // its data are thrown away
      await left;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until('the secured broker is up', () => {
      if (child.exitCode !== null) throw new Error(`the secured broker left: ${said.slice(-2000)}`);
      return listens(brokerPort);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: `127.0.0.1:${brokerPort}`,
    certificatePath,
    user: 'helpdesk',
    password,
    stop,
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
