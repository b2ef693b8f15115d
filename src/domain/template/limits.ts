/** What one rendering may cost. Go has none of these limits; a template here is written by one person and run on every
 *  event, so each ends in an error that says so. */
export const limits = {
  /** UTF-8 bytes of output. */
  outputBytes: 1024 * 1024,
  /** Turns of all loops of one rendering together. */
  loopTurns: 10_000,
  /** Steps: one for every node run, one for every character or element that a function takes or gives. */
  steps: 10_000_000,
  /** `{{template}}` within `{{template}}`. */
  templateDepth: 100,
  /** Blocks within blocks; an else-if counts as one. */
  nesting: 150,
  /** Parentheses within parentheses. */
  parentheses: 300,
  /** Stages of one pipeline, fields of one chain, arguments of one command. */
  pipelineLength: 150,
  /** UTF-16 units of template text. */
  templateLength: 256 * 1024,
  /** Compiled templates kept. */
  cachedTemplates: 500,
  /** UTF-16 units of all compiled templates kept, together. */
  cachedLength: 4 * 1024 * 1024,
} as const;
