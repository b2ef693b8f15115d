// Which header and field names hold credentials by their look, so that their values are never shown.

const names = /^(proxy-)?authorization$|^(set-)?cookie$|api[-_]?key|token|secret|password|passwd|credential|signature/i;

export const looksLikeCredential = (name: string) => names.test(name);
