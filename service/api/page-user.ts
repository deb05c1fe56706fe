import type { Request } from 'express';
import { SignalboxError } from '../errors.ts';
import { namedUser, type User, userHeader } from './sign-in/sign-in.ts';

/**
 * All tabs of a browser send one cookie. A tab that was opened for one person would act in the name of the next who signs in
 * beside it, so pages say whom they were opened for. Links and streams cannot in a header: they may read without.
 * @throws SignalboxError USER_CHANGED, USER_UNNAMED
 */
export function refuseOtherPages(request: Request, user: User, { mayLeave }: { mayLeave: boolean }): void {
  const named = namedUser(request);
  if (named === user.name.toWellFormed()) return;
  if (named !== undefined) {
    throw new SignalboxError('USER_CHANGED', `the page is ${named}'s, and ${user.name} is signed in now`, {
      remedy: `nothing was done; sign in as ${named} again, or load the page anew to go on as ${user.name}`,
    });
  }
  // A page that names nobody may still be left.
  if (mayLeave || ['GET', 'HEAD'].includes(request.method)) return;
  throw new SignalboxError('USER_UNNAMED', 'the request does not say whose page it comes from', {
    remedy: `load the page anew, or a proxy removes the header; a program sends a token instead of a cookie, or the session's name as ${userHeader}`,
  });
}
