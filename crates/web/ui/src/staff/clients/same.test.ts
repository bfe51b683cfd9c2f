import { describe, expect, it } from 'vitest';
import type { Client } from '../../api/schema';
import { askedFor, sameAs } from './same';

const ana = { id: '1', phone: '+51987654321', document_number: '45678912' } as Client;

describe('a client who is there already', () => {
  it('is known by the telephone, with or without the code of the country', () => {
    expect(sameAs({ phone: '987 654 321' }, [ana])).toBe(ana);
    expect(sameAs({ phone: '+51 987-654-321' }, [ana])).toBe(ana);
    expect(sameAs({ phone: '+57 987 654 321' }, [ana])).toBeUndefined();
    expect(sameAs({ phone: '654 321' }, [ana])).toBeUndefined();
  });

  it('is known by the document, however it is written', () => {
    expect(sameAs({ document: '45.678.912' }, [ana])).toBe(ana);
    expect(sameAs({ document: '4567891' }, [ana])).toBeUndefined();
  });

  it('is somebody else', () => {
    expect(sameAs({ phone: '987654321' }, [ana], '1')).toBeUndefined();
  });

  it('is looked for when enough is written', () => {
    expect(askedFor({ phone: '+51 987 65' })).toBe('+5198765');
    expect(askedFor({ phone: '987' })).toBe('');
    expect(askedFor({ document: '45.678' })).toBe('45678');
    expect(askedFor({ document: '45' })).toBe('');
  });
});
