import { Component, type ReactNode } from 'react';
import { useT } from '../i18n/react';
import { Button } from './Button';

/** Where drawing a page fails, says so instead of showing nothing. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Sorry /> : this.props.children;
  }
}

function Sorry() {
  const t = useT();
  return (
    <main className="sorry">
      <h1>{t('common.errors.title')}</h1>
      <p>{t('common.errors.unknown')}</p>
      <Button onClick={() => location.reload()}>{t('common.reload')}</Button>
    </main>
  );
}
