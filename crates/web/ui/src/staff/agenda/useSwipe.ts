import { useRef, type TouchEvent } from 'react';

/** A quick stroke of a finger to the side: 1 is forwards. What scrolls or drags is none. */
export function useSwipe(enabled: boolean, onSwipe: (by: 1 | -1) => void) {
  const began = useRef<{ x: number; y: number; at: number } | null>(null);
  if (!enabled) return {};
  return {
    onTouchStart: ({ touches }: TouchEvent) => {
      const touch = touches.length === 1 ? touches[0] : undefined;
      began.current = touch ? { x: touch.clientX, y: touch.clientY, at: performance.now() } : null;
    },
    onTouchEnd: ({ changedTouches }: TouchEvent) => {
      const [start, touch] = [began.current, changedTouches[0]];
      began.current = null;
      if (!start || !touch || performance.now() - start.at > 450) return;
      const [x, y] = [touch.clientX - start.x, touch.clientY - start.y];
      if (Math.abs(x) > 70 && Math.abs(y) < 40) onSwipe(x < 0 ? 1 : -1);
    },
  };
}
