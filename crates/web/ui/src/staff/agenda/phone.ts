/** Calling codes by their first digits; whatever is not here has two. */
const THREE = /^\+(50\d|59\d)/;
const ONE = /^\+1/;

/** A telephone number (E.164) as people read it: `+51 935 455 226`. */
export function phoneText(phone: string): string {
  if (!/^\+\d{8,15}$/.test(phone)) return phone;
  const code = phone.slice(0, THREE.test(phone) ? 4 : ONE.test(phone) ? 2 : 3);
  const rest = phone.slice(code.length);
  const groups: string[] = [];
  for (let at = 0; at < rest.length;) {
    const left = rest.length - at;
    const size = left === 4 ? 4 : 3;
    groups.push(rest.slice(at, at + size));
    at += size;
  }
  return [code, ...groups].join(' ');
}

/** Where a chat with this number opens. */
export const whatsApp = (phone: string) => `https://wa.me/${phone.replace(/\D/g, '')}`;

/** What somebody typed to find a client: a telephone, or a name. */
export function typed(text: string): { phone: string } | { first_name: string; last_name: string } {
  const plain = text.trim();
  if (/^\+?[\d\s().-]{5,}$/.test(plain)) return { phone: plain };
  const words = plain.split(/\s+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  // Two given and two family names are common here; of three words the first is the given name.
  const given = words.length >= 4 ? 2 : 1;
  return { first_name: words.slice(0, given).join(' '), last_name: words.slice(given).join(' ') };
}

/** The same as a search of the API takes it: digits of a telephone stand together there. */
export function searched(text: string): string {
  const plain = text.trim();
  return /^\+?[\d\s().-]+$/.test(plain) ? plain.replace(/[\s().-]/g, '') : plain;
}
