import type { Translation } from '..';
import type { rooms as es } from '../es/rooms';

export const rooms: Translation<typeof es> = {
  menu: 'Rooms',
  title: 'Rooms',
  subtitle: 'Consulting rooms, chairs, cabins: what only one appointment can take at a time.',
  add: 'New room',
  search: 'Name or description',
  branch: 'Branch',
  state: 'State',
  active: 'In use',
  inactive: 'Out of use',
  columns: { name: 'Room', branch: 'Branch', state: 'State' },
  empty: {
    title: 'Do your services need a place?',
    text: 'Where two appointments cannot share a room or a chair, put it here and the agenda takes care of it.',
  },
  form: {
    newTitle: 'New room',
    newSubtitle: 'Then choose in each service where it can be given.',
    create: 'Add room',
    name: 'Name',
    required: 'Write the name.',
    branchRequired: 'Choose the branch.',
    branchHint: 'A room stays in its branch.',
    description: 'What is in it',
    position: 'Place in the agenda',
    positionHint: 'Small numbers come first.',
    look: 'In the agenda',
  },
  retire: 'Stop using it',
  revive: 'Use it again',
  retired: 'The room is out of use.',
  revived: 'The room is in use again.',
  delete: 'Delete',
  deleteText: 'Only a room that never had appointments can be deleted.',
  deleted: 'The room was deleted.',
  inUse: {
    appointments:
      'There was %{smart_count} appointment in this room, whose history needs it. You can stop using it: it will not be offered. |||| There were %{smart_count} appointments in this room, whose history needs it. You can stop using it: it will not be offered.',
    services:
      '%{smart_count} service is given in this room. Take the room from it, or stop using it. |||| %{smart_count} services are given in this room. Take the room from them, or stop using it.',
    times:
      '%{smart_count} time is taken in this room. Free it in the agenda, or stop using the room. |||| %{smart_count} times are taken in this room. Free them in the agenda, or stop using the room.',
    upcoming:
      '%{smart_count} appointment to come is in this room. Move it to another room and try again. |||| %{smart_count} appointments to come are in this room. Move them to another room and try again.',
    seeAgenda: "See the room's agenda",
    seeServices: 'See the services',
  },
};
