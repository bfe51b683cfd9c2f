import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, type ReactNode } from 'react';
import { ScreenError } from './ScreenError';

interface BoundaryProps {
  /** The screen that is shown: another one is tried anew. */
  at: string;
  /** Forgets what could not be read, so that it is asked for again. */
  forget: () => void;
  children: ReactNode;
}

interface BoundaryState {
  error: unknown;
  failed: boolean;
  at: string;
}

class ErrorBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, failed: false, at: this.props.at };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error, failed: true };
  }

  static getDerivedStateFromProps(
    { at }: BoundaryProps,
    state: BoundaryState,
  ): Partial<BoundaryState> | null {
    return at === state.at ? null : { at, failed: false, error: null };
  }

  private again = () => {
    this.props.forget();
    this.setState({ failed: false, error: null });
  };

  override render() {
    const { error, failed } = this.state;
    return failed ? <ScreenError error={error} resetErrorBoundary={this.again} /> : this.props.children;
  }
}

/** A screen that fails takes nothing but itself: the navigation around it stays. */
export function Boundary({ at, children }: { at: string; children: ReactNode }) {
  const { reset } = useQueryErrorResetBoundary();
  return (
    <ErrorBoundary at={at} forget={reset}>
      {children}
    </ErrorBoundary>
  );
}
