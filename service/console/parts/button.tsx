import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'small' | 'usual';
}

/** While it waits for an answer it `isPending`, not `isDisabled`: the focus stays on it. */
export function Button({ variant = 'secondary', size = 'usual', ...props }: ButtonProps) {
  return <AriaButton {...props} className={`button button-${variant} button-${size}`} />;
}
