import type { ReactNode } from 'react';
import { Hex } from '../site/Hex';
import { Icon, type IconName } from '../site/Icon';
import { useTitle } from '../site/useTitle';
import { Heading } from './Heading';

interface Props {
  icon: IconName;
  title: string;
  children?: ReactNode;
}

/** A page that says one thing, and what to do next. */
export function Message({ icon, title, children }: Props) {
  useTitle(title);
  return (
    <div className="message">
      <Hex className="message-hex">
        <Icon name={icon} size={30} />
      </Hex>
      <Heading title={title} />
      <div className="message-text">{children}</div>
    </div>
  );
}
