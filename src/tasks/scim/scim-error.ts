// What goes wrong with a directory, as one kind of error: status, scimType and detail of RFC 7644, section 3.12.

export interface ScimFault {
  /** What was asked, such as `GET /Users/42`; without its query. */
  readonly request: string;
  /** HTTP status; 0 if no request was made, no answer came, or the answer cannot be used. */
  readonly status: number;
  /** `uniqueness`, `invalidFilter`, `noTarget` and the like; null if the directory gave none. */
  readonly scimType: string | null;
  /** One or two sentences for people. Secrets must be masked before they come here. */
  readonly detail: string;
  /** True if an answer came but was larger than what is kept of one. Default: false. */
  readonly tooLarge?: boolean;
}

export class ScimError extends Error {
  readonly status: number;
  readonly scimType: string | null;
  readonly detail: string;
  readonly tooLarge: boolean;

  constructor({ request, status, scimType, detail, tooLarge = false }: ScimFault) {
    const code = [status > 0 ? String(status) : '', scimType ?? ''].filter((part) => part !== '').join(' ');
    super(`SCIM ${request} failed: ${code === '' ? '' : `${code}: `}${detail}`);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
    this.detail = detail;
    this.tooLarge = tooLarge;
  }
}

/** Something that the caller gave and that cannot be sent. */
export const badCall = (request: string, detail: string): ScimError =>
  new ScimError({ request, status: 0, scimType: 'invalidValue', detail });

/** An answer that came in good order but cannot be used. */
export const unusable = (request: string, detail: string): ScimError =>
  new ScimError({ request, status: 0, scimType: null, detail });

/** An answer of which only the beginning could be kept. */
export const answerTooLarge = (request: string): ScimError =>
  new ScimError({
    request,
    status: 0,
    scimType: null,
    detail: 'the answer is too large: ask for fewer attributes',
    tooLarge: true,
  });
