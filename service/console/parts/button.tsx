import { useEffect, useId } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'small' | 'usual';
}

/** While it waits for an answer it `isPending`, not `isDisabled`: the focus stays on it. */
export function Button({ variant = 'secondary', size = 'usual', ...props }: ButtonProps) {
  const ownId = useId();
  const id = props.id ?? ownId;
  useEffect(() => () => forgetAnnouncements(id), [id]);
  return <AriaButton {...props} id={id} className={`button button-${variant} button-${size}`} />;
}

/** The first announcement of a page is made so much later than it is asked for. */
const announcedWithinMs = 150;

/** That it waits is announced by a reference to the button; when the button goes before that, nothing is left to refer to. */
function forgetAnnouncements(id: string): void {
  const forget = () => {
    const made = document.querySelectorAll(`[data-live-announcer] [aria-labelledby~="${CSS.escape(id)}"]`);
    for (const announcement of made) announcement.remove();
  };
  forget();
  setTimeout(forget, announcedWithinMs);
}
