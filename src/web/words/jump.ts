// Jumping to something by its name or id.

export const jump = {
  title: 'Jump to',
  open: 'Jump to…',
  keys: 'Ctrl K',
  lead: 'A page, an integration or a task by name, anything by its id',
  results: 'Found',
  none: 'Nothing found. Names are found by a part of them, everything else by its whole id.',
  kinds: {
    page: 'Page',
    integration: 'Integration',
    delivery: 'Delivery',
    event: 'Event',
    task: 'Task',
    run: 'Task run',
  },
};
