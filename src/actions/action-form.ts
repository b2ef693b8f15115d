// How a kind of action is shown in a form: which of its fields, in which order, and what each is called. What values
// they take is the kind's schema alone; a form only helps.

/** A field of a form. */
export interface FormField {
  /** Where its value is in the configuration, such as `auth.token`. */
  readonly path: string;
  readonly label: string;
  readonly help?: string;
  readonly control: FormControl;
  /** Of `choice` and `choices`: value and what it is called. */
  readonly choices?: Readonly<Record<string, string>>;
  readonly min?: number;
  readonly max?: number;
  readonly required?: true;
  /** Seldom needed: shown on demand. */
  readonly more?: true;
  /** Shown only where another field has one of these values. */
  readonly when?: { readonly path: string; readonly is: readonly string[] };
  /** Of `template`: what it is a part of, as previewTemplate calls it. */
  readonly previewAs?: 'url' | 'header' | 'body' | 'slack_message' | 'blocks' | 'message';
  readonly example?: string;
}

/** What each is for. */
export const formControls = {
  text: 'A line of text.',
  long_text: 'Several lines of plain text.',
  template: 'Text with template expressions.',
  secret: 'Shown as it is typed, and never again.',
  number: 'A number.',
  switch: 'On or off.',
  choice: 'One of some.',
  choices: 'Any of some.',
  headers: 'A list of names with values that are templates.',
  task: 'The id of a task.',
} as const;

export type FormControl = keyof typeof formControls;

/** The choices of kinds that have templates. */
export const templateOptionFields: readonly FormField[] = [
  {
    path: 'missing',
    label: 'When a field is missing',
    control: 'choice',
    choices: { go: 'write <no value>', empty: 'write nothing', error: 'fail the delivery' },
    more: true,
  },
  {
    path: 'escape',
    label: 'Values in templates',
    control: 'choice',
    choices: { auto: 'are escaped for the place they stand in', none: 'stand as they are' },
    more: true,
  },
];

/** How much is sent to a target at most. */
export const limitFormFields: readonly FormField[] = [
  {
    path: 'ratePerSec',
    label: 'Attempts a second, at most',
    help: 'Over all nodes; those beyond wait. Empty: no limit.',
    control: 'number',
    min: 0.01,
    max: 1_000,
    more: true,
  },
  {
    path: 'concurrency',
    label: 'Attempts at the same time, at most',
    help: 'Over all nodes; those beyond wait. Empty: no limit.',
    control: 'number',
    min: 1,
    max: 50,
    more: true,
  },
];
