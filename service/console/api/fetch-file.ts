import { ApiProblem, answeredBetween, noAnswer } from './problem.ts';
import { send } from './request.ts';

export interface FetchedFile {
  /** As the service calls it. */
  name: string;
  content: Blob;
}

/** @throws ApiProblem as `request` does: a browser that follows a link would keep the refusal under the file's name */
export async function fetchFile(address: string, as: string | null): Promise<FetchedFile> {
  const response = await send(address, { as });
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  // All files of the service have one; a page of something between has none.
  if (name === undefined) throw answeredBetween();
  try {
    return { name, content: await response.blob() };
  } catch {
    throw new ApiProblem({
      title: 'The file has not come whole',
      status: noAnswer,
      detail: 'The connection to the service was lost on the way.',
      remedy: 'Check the network and try again.',
    });
  }
}
