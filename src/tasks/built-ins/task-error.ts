/** A run that failed for a reason that people are told in full; its message never holds a secret. */
export class TaskError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TaskError';
  }
}
