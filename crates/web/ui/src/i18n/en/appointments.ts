import type { Translation } from '..';
import type { appointments as es } from '../es/appointments';

export const appointments: Translation<typeof es> = {
  menu: 'Appointments',
  title: 'Appointments',
  count: '%{smart_count} appointment |||| %{smart_count} appointments',
  search: 'Code or client',
  from: 'From',
  until: 'To',
  state: 'State',
  professional: 'Professional',
  service: 'Service',
  columns: {
    when: 'When',
    code: 'Code',
    client: 'Client',
    service: 'Service',
    professional: 'Professional',
    state: 'State',
    price: 'Price',
  },
  export: 'Download CSV',
  exportLimit: 'The first %{count} are downloaded. Narrow the dates to get the others.',
  empty: { title: 'No appointments with these filters', text: 'Try other dates, or take filters away.' },
  clear: 'Clear filters',
  reviews: {
    menu: 'Ratings',
    title: 'Ratings',
    subtitle: 'What your clients said after their appointments.',
    stars: '%{smart_count} star |||| %{smart_count} stars',
    rating: 'Stars',
    words: 'With words',
    more: 'Show more',
    empty: {
      title: 'No ratings yet',
      text: 'After each completed appointment, your client gets an e-mail to rate it.',
    },
  },
};
