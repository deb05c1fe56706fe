import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface EndpointRequest {
  inputs: string;
  topK: unknown;
  authorization: string | undefined;
}
export type Answer = (request: EndpointRequest, response: ServerResponse, number: number) => void;

/** A text-classification endpoint on a free port that answers as the test says, and remembers what it was asked. */
export async function startEndpoint(answer: Answer): Promise<{ url: string; requests: EndpointRequest[] }> {
  const requests: EndpointRequest[] = [];
  const server = createServer(async (incoming: IncomingMessage, response) => {
    const { inputs, parameters } = JSON.parse(await readText(incoming));
    const request = { inputs, topK: parameters?.top_k, authorization: incoming.headers.authorization };
    requests.push(request);
    answer(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`, requests };
}

export const json = (response: ServerResponse, body: unknown, status = 200): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** Label → probability, as an endpoint lists them: best first. */
export const listed = (scores: Record<string, number>): { label: string; score: number }[] =>
  Object.entries(scores)
    .map(([label, score]) => ({ label, score }))
    .sort((a, b) => b.score - a.score);

export const scores = listed({ PAY: 0.25, ACCESS: 0.125, TERMINAL: 0.625 });
