import { useEffect, useState } from 'react';
import { done } from '../api/client';
import type { Availability } from '../api/schema';
import { api } from './api';

/** What is known of an address: null while it is asked for, and `unknown` where asking went wrong. */
export type Known = Availability | 'unknown' | null;

/** Whether an address is free, asked when the typing pauses. */
export function useSlug(slug: string): Known {
  const [known, setKnown] = useState<{ slug: string; answer: Known } | null>(null);
  useEffect(() => {
    if (slug === '') return;
    let isWanted = true;
    const timer = setTimeout(() => {
      done(api.GET('/api/v1/registrations/slug/{slug}', { params: { path: { slug } } })).then(
        (answer) => isWanted && setKnown({ slug, answer }),
        // Registering decides.
        () => isWanted && setKnown({ slug, answer: 'unknown' }),
      );
    }, 350);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [slug]);
  return known?.slug === slug ? known.answer : null;
}
