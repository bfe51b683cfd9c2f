import type { Translation } from '..';
import type { branches as es } from '../es/branches';

export const branches: Translation<typeof es> = {
  menu: 'Branches',
  title: 'Branches',
  subtitle: 'The places where your business works.',
  search: 'Name, code or address',
  add: 'New branch',
  addHint: 'Afterwards you can say who works there.',
  name: 'Name',
  code: 'Code',
  codeHint: 'Short: it is printed on documents. For example, NORTH.',
  codeFault: '1 to 8 capital letters or digits',
  address: 'Address',
  phone: 'Telephone',
  timeZone: 'Time zone',
  timeZoneHint: "Empty: the business's (%{zone}).",
  state: 'State',
  open: 'Open',
  closed: 'Closed',
  isOpen: 'It is open',
  isOpenHint:
    'A closed one takes no appointments and does not count for the limit of your plan. What happened there is kept.',
};
