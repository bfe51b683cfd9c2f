import type { Translation } from '..';
import type { agenda as spanish } from '../es/agenda';

export const agenda: Translation<typeof spanish> = {
  title: 'Schedule',
  seePlan: 'See the plan',
  client: {
    label: 'Client',
    placeholder: 'Phone or name',
    hint: 'Type a phone number, name or document',
    searching: 'Searching…',
    nobody: 'Nobody with that name or phone',
    noPhone: 'No phone',
    create: 'Create “%{name}”',
    new: 'New client',
    first_name: 'First names',
    last_name: 'Last names',
    phone: 'Phone',
    email: 'E-mail',
    save: 'Create client',
  },
  verbs: {
    confirm: 'Confirm',
    arrive: 'Arrived',
    start: 'Start',
    complete: 'Complete',
    'no-show': 'No-show',
    cancel: 'Cancel appointment',
    reschedule: 'Reschedule',
    reopen: 'Reopen',
  },
  told: {
    confirm: '%{name}’s appointment confirmed',
    arrive: '%{name} has arrived',
    start: 'Started with %{name}',
    complete: '%{name}’s appointment completed',
    'no-show': '%{name} marked as a no-show',
    cancel: '%{name}’s appointment cancelled',
    reschedule: '%{name}’s appointment moved',
    reopen: '%{name}’s appointment reopened',
  },
};
