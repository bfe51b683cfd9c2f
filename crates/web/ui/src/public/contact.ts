/** Numbers of mobile telephones, E.164, where the country tells them from others. */
const MOBILE = [
  /^\+573\d{9}$/, // CO
  /^\+519\d{8}$/, // PE
  /^\+569\d{8}$/, // CL
  /^\+5939\d{8}$/, // EC
  /^\+549\d{10}$/, // AR
  /^\+591[67]\d{7}$/, // BO
  /^\+506[5-8]\d{7}$/, // CR
  /^\+502[345]\d{7}$/, // GT
  /^\+5076\d{7}$/, // PA
  /^\+5989\d{7}$/, // UY
  /^\+5959\d{8}$/, // PY
  /^\+503[67]\d{7}$/, // SV
  /^\+504[389]\d{7}$/, // HN
  /^\+505[578]\d{7}$/, // NI
  /^\+584\d{9}$/, // VE
];

/** Where to write to a number on WhatsApp; null for one that may be a landline, which has none. */
export function whatsapp(phone: string): string | null {
  return MOBILE.some((form) => form.test(phone)) ? `https://wa.me/${phone.slice(1)}` : null;
}

/** A number as people read it: groups of three and four after the country's code. */
export function spaced(phone: string): string {
  const [, country = '', rest = ''] = /^\+(1|5[1-8]|59\d|50\d|\d{2})(\d+)$/.exec(phone) ?? [];
  if (rest === '') return phone;
  const groups = rest.length <= 8 ? rest.match(/\d{1,4}/g) : rest.match(/\d{3}(?=\d{3})|\d+/g);
  return `+${country} ${groups?.join(' ') ?? rest}`;
}

/** Where maps show an address. */
export const mapOf = (address: string) =>
  `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(address)}`;

/** Adds to Google's calendar what the visitor sees here: nothing that would open the appointment. */
export function googleCalendar(event: {
  title: string;
  starts_at: string;
  ends_at: string;
  details: string;
  place: string;
}): string {
  const stamp = (instant: string) => new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const query = new URLSearchParams({
    action: 'TEMPLATE',
    text: event.title,
    dates: `${stamp(event.starts_at)}/${stamp(event.ends_at)}`,
    details: event.details,
    location: event.place,
  });
  return `https://calendar.google.com/calendar/render?${query}`;
}
