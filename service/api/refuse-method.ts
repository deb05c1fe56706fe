import type { RequestHandler } from 'express';
import { SignalboxError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';

/** For addresses of the table that are asked for by a method which they do not have; stands behind the endpoints. */
export function refuseMethod(endpoints: readonly Pick<Endpoint, 'method' | 'path'>[]): RequestHandler {
  const addresses = endpoints.map(({ method, path }) => ({ method, form: formOf(path) }));
  return (request, response, next) => {
    const path = `${request.baseUrl}${request.path}`;
    const methods = addresses.filter(({ form }) => form.test(path)).flatMap(({ method }) => allowed[method]);
    if (methods.length === 0) return next();
    const names = [...new Set(methods)].join(', ');
    response.set('allow', names);
    throw new SignalboxError('METHOD_REFUSED', `${path} is not there for ${request.method}`, {
      remedy: `ask with ${names}; /docs has every address with its form`,
    });
  };
}

const allowed = { get: ['GET', 'HEAD'], post: ['POST'], delete: ['DELETE'] } as const;

/** Like Express, which takes a slash at the end and capitals as well. */
const formOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i');
