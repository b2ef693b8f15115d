import type { Failure } from '../../domain/failure-causes.ts';

/** Carries a failure that is already explained out of a place where Node expects an error: a resolver, a socket. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
