import type { RequestHandler } from 'express';
import type { HelmetOptions } from 'helmet';
import { SignalboxError } from '../errors.ts';

/** Everything from here and nothing written into a page: text of a ticket that gets into one cannot run or load anything. */
export const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
} satisfies HelmetOptions['contentSecurityPolicy'];

/** What proxies add. Nobody on this machine needs one, and behind it every request seems to come from here. */
const forwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Keeps pages of other origins out. A cookie that they cannot use (`SameSite=Strict`) does most of it; this holds for an open
 * service too, which has no cookie, and against names that somebody lets point at this machine (DNS rebinding).
 */
export function refuseForeignOrigins({ isOpen }: { isOpen: boolean }): RequestHandler {
  return (request, _response, next) => {
    if (isOpen && forwarded.some((name) => request.headers[name] !== undefined)) {
      throw new SignalboxError('ORIGIN_REFUSED', 'a proxy stands in front of a service without sign-in', {
        remedy: 'set up sign-in (AUTH_* in .env.example): who can reach the proxy is not on this machine',
      });
    }
    if (isOpen && !isLoopbackName(request.hostname)) {
      throw new SignalboxError('ORIGIN_REFUSED', 'the service is open to this machine only, under its loopback names', {
        remedy: 'use http://127.0.0.1 or http://localhost, or set up sign-in (AUTH_* in .env.example)',
      });
    }
    if (!safeMethods.includes(request.method) && !isOwnOrigin(request.get('origin'), request.host)) {
      throw new SignalboxError('ORIGIN_REFUSED', 'the request comes from a page of another origin', {
        remedy: 'behind a proxy, let it pass the host on, or set HTTP_TRUST_PROXY for its x-forwarded-host',
      });
    }
    next();
  };
}

/** Programs send no `Origin`; browsers send it with whatever changes something. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === new URL(`${new URL(origin).protocol}//${host}`).host;
  } catch {
    return false;
  }
}

export function isLoopbackName(name: string | undefined): boolean {
  return name !== undefined && /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(name);
}
