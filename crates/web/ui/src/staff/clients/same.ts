import type { Client } from '../../api/schema';

const digits = (text: string) => text.replace(/\D/g, '');
const bare = (text: string) => text.replace(/[\s.]/g, '').toUpperCase();

/** Whether two telephones are the same, where one may be written without the code of the country. */
function samePhone(written: string, known: string): boolean {
  const [one, other] = [digits(written), digits(known)];
  return one.length >= 7 && (other === one || (!written.trim().startsWith('+') && other.endsWith(one)));
}

/** The other client who has a telephone or a document that somebody writes down. */
export function sameAs(
  written: { phone: string } | { document: string },
  found: readonly Client[],
  self?: string,
): Client | undefined {
  return found
    .filter(({ id }) => id !== self)
    .find((client) =>
      'phone' in written
        ? client.phone != null && samePhone(written.phone, client.phone)
        : client.document_number != null && bare(client.document_number) === bare(written.document),
    );
}

/** What to look for, once enough is written to find few; nothing before. */
export function askedFor(written: { phone: string } | { document: string }): string {
  if ('document' in written) return bare(written.document).length >= 5 ? bare(written.document) : '';
  const plain = written.phone.trim();
  const number = digits(plain);
  if (number.length < 7) return '';
  return plain.startsWith('+') ? `+${number}` : number;
}
