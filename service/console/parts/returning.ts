import { useLocation, useNavigationType } from 'react-router';

/** The state of a link that leads back to a list. */
export const returning = { isReturn: true };

/** Whether such a link led here. */
export function useIsReturn(): boolean {
  const { state } = useLocation();
  return (state as Partial<typeof returning> | null)?.isReturn === true;
}

/** Whether a link led here from elsewhere; the browser's own way back, and a page that is loaded anew, are no links. */
export function useIsArrival(): boolean {
  const isReturn = useIsReturn();
  return useNavigationType() === 'PUSH' && !isReturn;
}
