// A button of a bar in or beside the text, with an icon in place of words.

import type { ComponentProps } from 'react';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** The name for readers of screens, and by default the tooltip. */
  readonly label: string;
}

/** The icon stands inside; formatting-bar.css has the look. */
export function IconButton({ label, ...others }: IconButtonProps) {
  return <button type="button" className="tool" aria-label={label} title={label} {...others} />;
}
