import { useEffect, useState } from 'react';
import { done } from '../api/client';
import type { Availability } from '../api/schema';
import { api } from './api';

/** Whether an address is free, asked when the typing pauses; null while nobody knows. */
export function useSlug(slug: string): Availability | null {
  const [known, setKnown] = useState<{ slug: string; answer: Availability } | null>(null);
  useEffect(() => {
    if (slug === '') return;
    let isWanted = true;
    const timer = setTimeout(() => {
      done(api.GET('/api/v1/registrations/slug/{slug}', { params: { path: { slug } } })).then(
        (answer) => isWanted && setKnown({ slug, answer }),
        // Registering decides; until then nothing is said.
        () => undefined,
      );
    }, 350);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [slug]);
  return known?.slug === slug ? known.answer : null;
}
