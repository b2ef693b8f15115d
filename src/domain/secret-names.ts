// Which header and field names hold credentials by their look, so that their values are never shown.

/** For header names, where seldom anything else is meant. */
export const looksLikeCredential = (name: string) => headerNames.test(name);

/** For the names of fields and parameters in bodies and addresses. */
export const looksLikeSecretField = (name: string) => fieldNames.test(name);

const headerNames =
  /authorization$|^(set-)?cookie$|^x-auth$|(api|auth|access|private)[-_]?key|token|secret|password|passwd|credential|signature/i;

/** Only where the name ends so: `token_type` and `password_changed_at` are no secrets. */
const fieldNames =
  /((token|secret|password|passwd|pwd|credentials?|signature|authorization|(api|auth|access|private)[-_]?key)\]?|^sig)$/i;
