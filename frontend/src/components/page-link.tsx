import Link from '@mui/material/Link';
import type { MouseEvent, ReactNode } from 'react';
import { moveTo } from '../routing/path';

interface PageLinkProps {
  to: string;
  label?: string;
  children: ReactNode;
}

/** A link to another address of the page, which opens in a new tab where the reader asks for one. */
export function PageLink({ to, label, children }: PageLinkProps) {
  function follow(event: MouseEvent): void {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (isPlain) {
      event.preventDefault();
      moveTo(to);
    }
  }
  return <Link href={to} aria-label={label} onClick={follow}>{children}</Link>;
}
